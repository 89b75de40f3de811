import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valueCoder } from "../../coders/value-coder.ts";
import { WireWriter } from "../../coders/wire-writer.ts";
import { pagedElements, wholeElements } from "./paged-elements.ts";

const elements = fc.array(fc.oneof(fc.string({ maxLength: 30 }), fc.integer(), fc.array(fc.boolean())), {
  maxLength: 20,
});

function encoded(values: readonly unknown[]): Uint8Array {
  const writer = new WireWriter();
  for (const value of values) valueCoder.encode(value, writer, true);
  return writer.takeBytes();
}

/** Cuts bytes into pages, at places that are drawn. */
function pagesOf(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return places.map((place, i) => bytes.subarray(place, places[i + 1] ?? bytes.length));
}

async function* streamed(pages: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const page of pages) yield await Promise.resolve(page);
}

async function collected(pages: readonly Uint8Array[]): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const some of pagedElements(streamed(pages), valueCoder)) all.push(...some);
  return all;
}

describe("elements in pages", () => {
  it("are the same wherever the pages are cut", async () => {
    await fc.assert(
      fc.asyncProperty(elements, fc.array(fc.nat(), { maxLength: 30 }), async (values, cuts) => {
        const pages = pagesOf(encoded(values), cuts);
        expect(await collected(pages)).toEqual(values);
        expect(wholeElements(pages, valueCoder)).toEqual(values);
      }),
    );
  });

  it("are an error where the last one is cut", async () => {
    const bytes = encoded(["whole", "cut"]);
    const pages = [bytes.subarray(0, bytes.length - 1)];
    await expect(collected(pages)).rejects.toThrow();
    expect(() => wholeElements(pages, valueCoder)).toThrow();
  });
});
