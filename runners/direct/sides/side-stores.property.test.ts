import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Coder } from "../../../sdk/coders/coder.ts";
import { intervalWindowCoder } from "../../../sdk/coders/interval-window-coder.ts";
import { kvCoder } from "../../../sdk/coders/kv-coder.ts";
import { canonicalValueCoder, valueCoder } from "../../../sdk/coders/value-coder.ts";
import { IntervalWindow, type Window } from "../../../sdk/values/window.ts";
import { spaceOf } from "../../../test/direct/memory-files.ts";
import type { SideForm } from "./side-store.ts";
import { SideStores } from "./side-stores.ts";

const coder = kvCoder(canonicalValueCoder, valueCoder) as Coder<unknown>;
const windowCoder = intervalWindowCoder as Coder<unknown> as Coder<Window>;
const windows = [0, 10, 20].map((start) => new IntervalWindow(start, start + 10));

const keys = fc.oneof(fc.constantFrom<unknown>("a", "b", 1), fc.record({ id: fc.nat(1) }, { noNullPrototype: true }));
const added = fc.array(
  fc.record({ key: keys, sizeBytes: fc.constantFrom(0, 10, 300_000), to: fc.subarray([0, 1, 2]) }),
  { maxLength: 16 },
);
/** How much memory a store may take: from none to all of it. */
const limits = fc.constantFrom(0, 100_000, 1_000_000, Infinity);

interface Pair {
  readonly key: string;
  readonly value: string;
  readonly to: readonly number[];
}

/** A store of one form, with what was put into it. */
function filled(form: SideForm, drawn: readonly { key: unknown; sizeBytes: number; to: number[] }[], limit: number) {
  const { space } = spaceOf(limit);
  const stores = new SideStores(
    {
      stores: [{ id: "c", form, readBy: "Join", coder, windowCoder }],
      readers: new Map([["t", new Map([["side", "c"]])]]),
    },
    () => space,
  );
  const pairs = drawn.map(({ key, sizeBytes, to }, i): Pair & { readonly raw: unknown } => {
    const value = `${String(i)} ${"x".repeat(sizeBytes)}`;
    stores.store("c").add(
      [key, value],
      to.map((index) => windows[index] as Window),
    );
    return { key: JSON.stringify(key), raw: key, value, to };
  });
  return { stores, pairs, ref: { transformId: "t", tag: "side", coder, windowCoder } };
}

async function collected(pages: AsyncIterable<readonly unknown[]>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

describe("what is kept for side inputs", () => {
  it("is all of a window's elements, in order, however little memory there is, and each time it is read", async () => {
    await fc.assert(
      fc.asyncProperty(added, limits, async (drawn, limit) => {
        const { stores, pairs, ref } = filled("iterable", drawn, limit);
        for (const [index, window] of [...windows.entries(), ...windows.entries()]) {
          const expected = pairs.filter(({ to }) => to.includes(index)).map(({ raw, value }) => [raw, value]);
          expect(await collected(stores.pages(ref, new IntervalWindow(window.start, window.end)))).toEqual(expected);
        }
      }),
    );
  });

  it("is all values of a key in a window, however little memory there is", async () => {
    await fc.assert(
      fc.asyncProperty(added, keys, limits, async (drawn, asked, limit) => {
        const { stores, pairs, ref } = filled("multimap", drawn, limit);
        for (const [index, window] of windows.entries()) {
          for (const key of [asked, ...pairs.map(({ raw }) => raw)]) {
            const expected = pairs.filter((pair) => pair.to.includes(index) && pair.key === JSON.stringify(key));
            const found = await collected(stores.valuePages(ref, window, key));
            expect(found).toEqual(expected.map(({ value }) => value));
          }
        }
      }),
    );
  });

  it("is the elements themselves where they are read as a whole", () => {
    const { stores, ref } = filled("values", [{ key: "a", sizeBytes: 1, to: [0] }], 0);
    expect(stores.elements(ref, windows[0] as Window)).toEqual([["a", "0 x"]]);
    expect(stores.elements(ref, windows[1] as Window)).toEqual([]);
  });
});
