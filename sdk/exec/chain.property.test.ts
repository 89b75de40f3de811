// Chains of synchronous and asynchronous steps, against an interpreter that takes one step after the other.
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keep, type Kept } from "../../test/conformance/keep.ts";
import { doFn, fixedWindows, millis, output, Pipeline, type Element, type PCollection } from "../index.ts";
import { windowName } from "../testing/conformance/window-name.ts";

/** An element of the interpreter. */
interface Item {
  readonly value: string;
  readonly at: number;
  readonly window: string;
}

/** A step: what it does to a pipeline, and to the elements of the interpreter. */
interface Step {
  readonly name: string;
  readonly apply: (input: PCollection<string>) => PCollection<string>;
  readonly interpret: (item: Item) => readonly Item[];
}

/** When the promises of a step's function settle: it draws from these, by element; `now` is no promise at all. */
const paces = ["now", "microtask", "later"] as const;
type Pace = (typeof paces)[number];

function at<T>(drawn: readonly T[], value: string): T {
  let hash = 7;
  for (let i = 0; i < value.length; i++) hash = (hash * 31 + value.charCodeAt(i)) % 1_000_003;
  return drawn[hash % drawn.length] as T;
}

/** Returns a value at a pace: itself, or a promise of it. */
function paced<T extends Element>(pace: Pace, make: () => T): T | Promise<T> {
  if (pace === "now") return make();
  return pace === "microtask" ? Promise.resolve().then(make) : setImmediate().then(make);
}

function map(pace: readonly Pace[]): Step {
  return {
    name: `map(${pace.join()})`,
    // The context is read when the promise settles.
    apply: (input) =>
      input.map((value, context) =>
        paced(at(pace, value), () => `${value}m${String(context.timestamp)}${windowName(context.window)}`),
      ),
    interpret: (item) => [{ ...item, value: `${item.value}m${String(item.at)}${item.window}` }],
  };
}

function filter(pace: readonly Pace[]): Step {
  const keeps = (value: string): boolean => at([true, true, false], value);
  return {
    name: `filter(${pace.join()})`,
    apply: (input) => input.filter((value) => paced(at(pace, value), () => keeps(value))),
    interpret: (item) => (keeps(item.value) ? [item] : []),
  };
}

type Kind = "array" | "generator" | "async generator" | "promise";

function flatMap(kind: Kind, count: number): Step {
  const made = (value: string): string[] => Array.from({ length: count }, (_, i) => `${value}f${String(i)}`);
  function* generate(value: string): Generator<string> {
    yield* made(value);
  }
  async function* generateLater(value: string): AsyncGenerator<string> {
    for (const each of made(value)) {
      await setImmediate();
      yield each;
    }
  }
  const functions = {
    array: made,
    generator: generate,
    "async generator": generateLater,
    promise: async (value: string): Promise<string[]> => setImmediate(made(value)),
  };
  return {
    name: `flatMap(${kind}, ${String(count)})`,
    apply: (input) => input.flatMap(functions[kind]),
    interpret: (item) => made(item.value).map((value) => ({ ...item, value })),
  };
}

/** A DoFn that emits some elements, each at a later time than the one before, and awaits between them or not. */
function emitting(pace: readonly Pace[], count: number, flushes: boolean): Step {
  const fn = doFn<string>()({
    process(value, { emit, flush, timestamp }) {
      const drawn = at(pace, value);
      const one = (i: number): void => {
        emit(`${value}e${String(i)}`, { timestamp: timestamp + i });
      };
      if (drawn === "now") {
        for (let i = 0; i < count; i++) one(i);
        return undefined;
      }
      return (async () => {
        for (let i = 0; i < count; i++) {
          one(i);
          await (flushes ? flush() : drawn === "later" ? setImmediate() : undefined);
        }
      })();
    },
  });
  return {
    name: `doFn(${pace.join()}, ${String(count)}${flushes ? ", flushes" : ""})`,
    apply: (input) => input.parDo(fn),
    interpret: (item) =>
      Array.from({ length: count }, (_, i) => ({ ...item, value: `${item.value}e${String(i)}`, at: item.at + i })),
  };
}

function tagged(pace: readonly Pace[]): Step {
  const fn = doFn<string, never>()({
    outputs: { side: output<string>() },
    process(value, { emitTo }) {
      const returned = paced(at(pace, value), () => {
        emitTo("side", `${value}t`);
        return null;
      });
      return returned instanceof Promise ? returned.then(() => undefined) : undefined;
    },
  });
  return {
    name: `tagged(${pace.join()})`,
    apply: (input) => input.parDo(fn).side,
    interpret: (item) => [{ ...item, value: `${item.value}t` }],
  };
}

function shift(pace: readonly Pace[], by: number): Step {
  return {
    name: `withTimestamps(${pace.join()}, ${String(by)})`,
    // The types allow no promise here; a program without types may return one, and it is awaited as everywhere.
    apply: (input) => input.withTimestamps((value, { timestamp }) => paced(at(pace, value), () => timestamp + by)),
    interpret: (item) => [{ ...item, at: item.at + by }],
  };
}

function window(size: number): Step {
  return {
    name: `window(${String(size)})`,
    apply: (input) => input.window(fixedWindows(millis(size))),
    interpret: (item) => {
      const start = Math.floor(item.at / size) * size;
      return [{ ...item, window: `[${String(start)}, ${String(start + size)})` }];
    },
  };
}

function keyed(pace: readonly Pace[]): Step {
  return {
    name: `keyBy, mapValues(${pace.join()})`,
    apply: (input) =>
      input
        .keyBy((value) => paced(at(pace, value), () => value.length))
        .mapValues((value, _, key) => paced(at(pace, `${value}!`), () => `${value}k${String(key)}`))
        .values(),
    interpret: (item) => [{ ...item, value: `${item.value}k${String(item.value.length)}` }],
  };
}

const reshuffle: Step = { name: "reshuffle", apply: (input) => input.reshuffle(), interpret: (item) => [item] };

const pace = fc.array(fc.constantFrom(...paces), { minLength: 1, maxLength: 3 });
const count = fc.nat({ max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  pace.map(map),
  pace.map(filter),
  fc.tuple(fc.constantFrom<Kind>("array", "generator", "async generator", "promise"), count).map((a) => flatMap(...a)),
  fc.tuple(pace, count, fc.boolean()).map((a) => emitting(...a)),
  pace.map(tagged),
  fc.tuple(pace, fc.integer({ min: -20, max: 20 })).map((a) => shift(...a)),
  fc.integer({ min: 1, max: 10 }).map(window),
  pace.map(keyed),
  fc.constant(reshuffle),
);

describe("a chain of steps", () => {
  it("gives the elements, times and windows that one step after the other gives, in that order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 7 }),
        fc.array(fc.nat({ max: 9 }), { maxLength: 6 }),
        async (steps, numbers) => {
          const p = Pipeline.create({ quiet: true });
          let collection: PCollection<string> = p
            .create(numbers.map((n, i): [string, number] => [String(i), n]))
            .withTimestamps("Begin", ([, n]) => n)
            .keys();
          let items: Item[] = numbers.map((n, i) => ({ value: String(i), at: n, window: "global" }));
          for (const { apply, interpret } of steps) {
            collection = apply(collection);
            items = items.flatMap(interpret);
          }
          const kept = keep(collection);
          await p.run();
          expect(kept).toEqual(items.map((item): Kept => [item.value, item.at, item.window]));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("gives each branch of a collection all of it, in order, whatever the pace of the others", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 2, maxLength: 4 }),
        fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 6 }),
        async (branches, numbers) => {
          const p = Pipeline.create({ quiet: true });
          const source = p.create(numbers.map(String)).withTimestamps(Number);
          const kept = branches.map((branch, i) =>
            keep(source.apply(`Branch${String(i)}`, branch.apply), `Keep${String(i)}`),
          );
          await p.run();
          const items = numbers.map((n) => ({ value: String(n), at: n, window: "global" }));
          expect(kept).toEqual(
            branches.map(({ interpret }) =>
              items.flatMap(interpret).map((item): Kept => [item.value, item.at, item.window]),
            ),
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});
