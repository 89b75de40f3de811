// Steps whose calls are concurrent, repeated and may fail for single elements, at any pace, against an interpreter.
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keep, type Kept } from "../../../test/conformance/keep.ts";
import { expectNoUnhandledRejection } from "../../../test/conformance/unhandled.ts";
import {
  doFn,
  fixedWindows,
  millis,
  Pipeline,
  type DeadLetter,
  type PCollection,
  type SafeOptions,
} from "../../index.ts";
import { windowName } from "../../testing/conformance/window-name.ts";

expectNoUnhandledRejection();

/** What happens in the calls of a step for one element: how many turns each attempt takes, and how many of them fail. */
interface Course {
  readonly turns: number;
  readonly failures: number;
}

/** A step under test: what is drawn of it. */
interface Drawn {
  readonly kind: "map" | "flatMap" | "async generator" | "doFn";
  readonly options: SafeOptions;
  /** By element; an element's hash chooses. */
  readonly courses: readonly Course[];
}

function courseOf({ courses }: Drawn, value: string): Course {
  let hash = 7;
  for (let i = 0; i < value.length; i++) hash = (hash * 31 + value.charCodeAt(i)) % 1_000_003;
  return courses[hash % courses.length] ?? { turns: 0, failures: 0 };
}

/** The elements of a successful call, with the time that it has in its context. */
function made(value: string, at: number): string[] {
  return [`${value}a@${String(at)}`, `${value}b`];
}

function apply(drawn: Drawn, input: PCollection<string>, name: string): Applied {
  const calls = new Map<string, number>();
  /** One attempt: takes its turns, then fails or not. */
  const attempt = (value: string, window: string): undefined | Promise<void> => {
    const { turns, failures } = courseOf(drawn, value);
    const id = `${value} in ${window}`;
    const count = (calls.get(id) ?? 0) + 1;
    calls.set(id, count);
    const end = (): void => {
      if (count <= failures) throw new RangeError(`${value}: ${String(count)}`);
    };
    if (turns === 0) {
      end();
      return undefined;
    }
    return (async () => {
      for (let i = 0; i < turns; i++) await setImmediate();
      end();
    })();
  };
  const { options } = drawn;
  switch (drawn.kind) {
    case "map": {
      const { output, errors } = input.mapSafe(
        name,
        (value, context) => {
          const results = (): string[] => made(value, context.timestamp);
          const work = attempt(value, windowName(context.window));
          return work === undefined ? results() : work.then(results);
        },
        options,
      );
      return { output: output.flatMap(`${name} parts`, (parts) => parts), errors };
    }
    case "flatMap":
      return input.flatMapSafe(
        name,
        (value, context) => {
          const work = attempt(value, windowName(context.window));
          return work === undefined
            ? made(value, context.timestamp)
            : work.then(() => made(value, context.timestamp).values());
        },
        options,
      );
    case "async generator":
      return input.flatMapSafe(
        name,
        async function* (value, context) {
          const [first = "", second = ""] = made(value, context.timestamp);
          yield first;
          await attempt(value, windowName(context.window));
          yield second;
        },
        options,
      );
    case "doFn":
      return input.parDoSafe(
        name,
        doFn<string>()({
          process(value, { emit, timestamp, window }) {
            const [first = "", second = ""] = made(value, timestamp);
            emit(first);
            const rest = (): void => {
              emit(second);
            };
            const work = attempt(value, windowName(window));
            if (work !== undefined) return work.then(rest);
            rest();
            return undefined;
          },
        }),
        // A DoFn without side inputs takes none.
        options as object,
      );
  }
}

interface Applied {
  readonly output: PCollection<string>;
  readonly errors: PCollection<DeadLetter<string>>;
}

interface Item {
  readonly value: string;
  readonly at: number;
  readonly window: string;
}

/** What must come of a step: its results, and the elements for which it fails. */
function interpret(drawn: Drawn, items: readonly Item[]): { readonly output: Item[]; readonly errors: Item[] } {
  const attempts = drawn.options.retry?.attempts ?? 1;
  const fails = ({ value }: Item): boolean => courseOf(drawn, value).failures >= attempts;
  return {
    output: items
      .filter((item) => !fails(item))
      .flatMap((item) => made(item.value, item.at).map((value) => ({ ...item, value }))),
    errors: items.filter(fails),
  };
}

const course = fc.record({ turns: fc.nat({ max: 4 }), failures: fc.nat({ max: 3 }) });
const options: fc.Arbitrary<SafeOptions> = fc.record(
  {
    concurrency: fc.integer({ min: 1, max: 5 }),
    ordered: fc.boolean(),
    timeout: fc.constant(millis(60_000)),
    retry: fc.record({ attempts: fc.integer({ min: 1, max: 3 }), backoff: fc.constant(millis(0)) }),
  },
  { requiredKeys: [] },
);
const step: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom("map" as const, "flatMap" as const, "async generator" as const, "doFn" as const),
  options,
  courses: fc.array(course, { minLength: 1, maxLength: 4 }),
});

const sorted = (kept: readonly Kept[]): string[] => kept.map((each) => JSON.stringify(each)).sort();

describe("steps with options", () => {
  it("give what one call after the other gives, in that order unless it is not asked for", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 3 }), fc.nat({ max: 12 }), async (steps, count) => {
        const p = Pipeline.create({ quiet: true });
        const numbers = Array.from({ length: count }, (_, i) => i);
        let collection = p
          .create(numbers.map(String))
          .withTimestamps(Number)
          .window(fixedWindows(millis(3)));
        let items = numbers.map((n): Item => {
          const start = n - (n % 3);
          return { value: String(n), at: n, window: `[${String(start)}, ${String(start + 3)})` };
        });
        const checks: (() => void)[] = [];
        let isOrdered = true;
        for (const [i, drawn] of steps.entries()) {
          const { output, errors } = apply(drawn, collection, `S${String(i)}`);
          const expected = interpret(drawn, items);
          isOrdered &&= drawn.options.ordered ?? true;
          const dead = keep(
            errors.map(`Elements${String(i)}`, ({ element }) => element),
            `Errors${String(i)}`,
          );
          const inOrder = isOrdered;
          checks.push(() => {
            compare(dead, expected.errors, inOrder);
          });
          [collection, items] = [output, expected.output];
        }
        const kept = keep(collection);
        checks.push(() => {
          compare(kept, items, isOrdered);
        });
        await p.run();
        for (const check of checks) check();
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

function compare(kept: readonly Kept[], items: readonly Item[], isOrdered: boolean): void {
  const expected = items.map(({ value, at, window }): Kept => [value, at, window]);
  if (isOrdered) expect(kept).toEqual(expected);
  else expect(sorted(kept)).toEqual(sorted(expected));
}
