import { setImmediate } from "node:timers/promises";
import { doFn, fixedWindows, millis, output, type DeadLetter, type PCollection } from "../../../index.ts";
import type { ConformanceCase } from "../conformance-case.ts";

/** Steps that pass on the elements for which they fail. */
export const deadLetterCases: readonly ConformanceCase[] = [
  {
    name: "an element for which a function fails becomes a dead letter, at its time and in its window",
    build: (p) => {
      const { output: parsed, errors } = p
        .create(["1", "x", "3", "", "5"])
        .withTimestamps((text) => text.length)
        .window(fixedWindows(millis(1)))
        .mapSafe("Parse", parse);
      return {
        parsed,
        errors: errors.map(({ element, error, step, timestamp, attempts }, context) => [
          [
            element,
            error.name,
            error.message,
            typeof error.stack,
            error.code ?? "none",
            nameIn(step),
            timestamp,
            attempts,
          ],
          [context.timestamp, context.window.maxTimestamp],
        ]),
      };
    },
    expected: {
      parsed: [1, 3, 5],
      errors: [
        [
          ["x", "RangeError", "not a number: x", "string", "none", "Parse", 1, 1],
          [1, 1],
        ],
        [
          ["", "RangeError", "not a number: ", "string", "none", "Parse", 0, 1],
          [0, 0],
        ],
      ],
    },
    counters: { deadLetters: 2 },
  },
  {
    name: "dead letters are carried whole, and come after the last attempt",
    build: (p) => {
      const { output: kept, errors } = p.create([{ id: 1n, tags: new Set(["a"]) }, { id: 2n }]).mapSafe(
        async ({ id }) => {
          await setImmediate();
          if (id === 1n) throw Object.assign(new TypeError("unreachable"), { code: "ECONNREFUSED" });
          return id;
        },
        { concurrency: 2, retry: { attempts: 3, backoff: millis(1) }, errorBudget: { maxErrors: 1 } },
      );
      return { kept, errors: errors.reshuffle().map(withoutStack) };
    },
    expected: {
      kept: [2n],
      errors: [
        [{ id: 1n, tags: new Set(["a"]) }, { name: "TypeError", message: "unreachable", code: "ECONNREFUSED" }, 3],
      ],
    },
  },
  {
    name: "nothing of what a function had given for an element that it fails for is passed on",
    build: (p) => {
      const numbers = p.create([1, 2]);
      const generated = numbers.flatMapSafe(async function* (n) {
        yield n;
        await setImmediate();
        if (n === 1) throw new RangeError("one");
        yield -n;
      });
      const emitting = doFn<number>()({
        outputs: { texts: output<string>() },
        process(n, { emit, emitTo }) {
          emit(n);
          emitTo("texts", String(n));
          if (n === 1) throw new RangeError("one");
        },
      });
      const emitted = numbers.parDoSafe(emitting);
      return {
        generated: generated.output,
        generatedErrors: elements(generated.errors),
        emitted: emitted.output,
        texts: emitted.texts,
        emittedErrors: elements(emitted.errors),
      };
    },
    expected: { generated: [2, -2], generatedErrors: [1], emitted: [2], texts: ["2"], emittedErrors: [1] },
    counters: { deadLetters: 2 },
  },
];

function parse(text: string): number {
  if (text === "" || Number.isNaN(Number(text))) throw new RangeError(`not a number: ${text}`);
  return Number(text);
}

function withoutStack({ element, error: { name, message, code }, attempts }: DeadLetter<unknown>): unknown[] {
  return [element, { name, message, code }, attempts];
}

function elements(errors: PCollection<DeadLetter<number>>): PCollection<number> {
  return errors.map(({ element }) => element);
}

/** Returns a step's own name: in one job of all cases it lies in a composite. */
function nameIn(step: string): string {
  return step.slice(step.lastIndexOf("/") + 1);
}
