import { setImmediate } from "node:timers/promises";
import { fixedWindows, millis, slidingWindows, type PCollection, type Pipeline } from "../../../index.ts";
import type { ConformanceCase } from "../conformance-case.ts";
import { sorted } from "../sorted.ts";

/** Numbers at their own times, in fixed windows. */
function timed(p: Pipeline, name: string, numbers: readonly number[], sizeMillis: number): PCollection<number> {
  return p
    .create(name, numbers)
    .withTimestamps(`Times of ${name}`, (n) => n)
    .window(`Windows of ${name}`, fixedWindows(millis(sizeMillis)));
}

/** Which elements of side inputs are read, by the windows of theirs and of the elements that read them. */
export const sideInputWindowCases: readonly ConformanceCase[] = [
  {
    name: "an asynchronous function reads what its element's window has, also after it has waited",
    build: (p) => ({
      out: timed(p, "Elements", [1, 2, 11, 12], 10).map(
        async (n, { side }) => {
          await setImmediate();
          return [n, sorted(side.numbers)];
        },
        { side: { numbers: timed(p, "Numbers", [3, 14, 5], 10).asList() } },
      ),
    }),
    expected: {
      out: [
        [1, [3, 5]],
        [2, [3, 5]],
        [11, [14]],
        [12, [14]],
      ],
    },
  },
  {
    name: "fixed windows read the fixed window in which they end",
    build: (p) => ({
      out: timed(p, "Elements", [1, 11, 21], 10).map((n, { side }) => [n, sorted(side.numbers)], {
        side: { numbers: timed(p, "Numbers", [4, 16, 17, 25], 20).asList() },
      }),
    }),
    expected: {
      out: [
        [1, [4, 16, 17]],
        [11, [4, 16, 17]],
        [21, [25]],
      ],
    },
  },
  {
    name: "windows read the earliest sliding window in which they end",
    build: (p) => {
      const numbers = p
        .create("Numbers", [1, 8, 12, 19])
        .withTimestamps((n) => n)
        .window("Sliding", slidingWindows(millis(10), { period: millis(5) }));
      return {
        out: timed(p, "Elements", [2, 11], 10).map((n, { side }) => [n, sorted(side.numbers)], {
          side: { numbers: numbers.asList() },
        }),
      };
    },
    expected: {
      out: [
        [2, [1, 8]],
        [11, [12, 19]],
      ],
    },
  },
  {
    name: "windowed elements read all of a side input without windows",
    build: (p) => ({
      out: timed(p, "Elements", [1, 11], 10).map((n, { side }) => [n, sorted(side.numbers)], {
        side: { numbers: p.create("Numbers", [4, 16]).asList() },
      }),
    }),
    expected: {
      out: [
        [1, [4, 16]],
        [11, [4, 16]],
      ],
    },
  },
  {
    name: "an element of several windows reads each window's own",
    build: (p) => {
      const windows = slidingWindows(millis(10), { period: millis(5) });
      const sliding = (name: string, numbers: readonly number[]): PCollection<number> =>
        p
          .create(name, numbers)
          .withTimestamps(`Times of ${name}`, (n) => n)
          .window(`Windows of ${name}`, windows);
      return {
        out: sliding("Elements", [7]).map((n, { side }) => [n, sorted(side.numbers)], {
          side: { numbers: sliding("Numbers", [1, 8, 12]).asList() },
        }),
      };
    },
    expected: {
      // The windows [0, 10) and [5, 15) end at 9 and 14: the earliest windows that hold these are themselves.
      out: [
        [7, [1, 8]],
        [7, [8, 12]],
      ],
    },
  },
];
