import { setImmediate } from "node:timers/promises";
import { doFn, flatten } from "../../../index.ts";
import type { ConformanceCase } from "../conformance-case.ts";

/** Steps whose functions are asynchronous. */
export const asyncCases: readonly ConformanceCase[] = [
  {
    name: "map, filter, keyBy and mapValues await promises",
    build: (p) => ({
      out: p
        .create([1, 2, 3])
        .map(async (n) => later(n * 2))
        .filter(async (n) => later(n > 2))
        .keyBy(async (n) => later(`k${String(n)}`))
        .mapValues(async (n) => later(-n)),
    }),
    expected: {
      out: [
        ["k4", -4],
        ["k6", -6],
      ],
    },
  },
  {
    name: "flatMap takes async generators and promises of iterables",
    build: (p) => ({
      generated: p.create([2]).flatMap(async function* (n) {
        for (let i = 0; i < n; i++) yield await later(i);
      }),
      promised: p.create([3]).flatMap(async (n) => later([n, n])),
    }),
    expected: { generated: [0, 1], promised: [3, 3] },
  },
  {
    name: "a step that is asynchronous for some elements only loses none of them",
    build: (p) => ({
      out: p.create([1, 2, 3, 4, 5]).map((n) => (n % 2 === 0 ? later(n) : n)),
    }),
    expected: { out: [1, 2, 3, 4, 5] },
  },
  {
    name: "an asynchronous step keeps the time of each element that a synchronous one emits",
    build: (p) => ({
      out: p
        .create([100])
        .withTimestamps((n) => n)
        .parDo(
          doFn<number, string>()({
            process(_, { emit }) {
              emit("a", { timestamp: 101 });
              emit("b", { timestamp: 102 });
            },
          }),
        )
        .map(async (name, context) => {
          await later(undefined);
          return [name, context.timestamp];
        }),
    }),
    expected: {
      out: [
        ["a", 101],
        ["b", 102],
      ],
    },
  },
  {
    name: "an asynchronous DoFn emits before and after it awaits",
    build: (p) => ({
      out: p
        .create([1, 2])
        .withTimestamps((n) => n)
        .parDo(
          doFn<number, string>()({
            async process(n, { emit, flush }) {
              emit(`before ${String(n)}`);
              await later(undefined);
              emit(`after ${String(n)}`, { timestamp: n + 10 });
              await flush();
              emit(`end ${String(n)}`);
            },
          }),
        )
        .map((text, { timestamp }) => [text, timestamp]),
    }),
    expected: {
      out: [
        ["before 1", 1],
        ["after 1", 11],
        ["end 1", 1],
        ["before 2", 2],
        ["after 2", 12],
        ["end 2", 2],
      ],
    },
  },
  {
    name: "asynchronous and synchronous branches of one collection come together again",
    build: (p) => {
      const numbers = p.create([1, 2, 3]);
      return { out: flatten([numbers.map(async (n) => later(n)), numbers.map((n) => -n)]) };
    },
    expected: { out: [1, 2, 3, -1, -2, -3] },
  },
];

async function later<T>(value: T): Promise<T> {
  await setImmediate();
  return value;
}
