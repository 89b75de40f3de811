import { customCoder, type PCollection, type Pipeline } from "../../../index.ts";
import {
  extract,
  findAll,
  fromJson,
  matching,
  replaceAll,
  split,
  toJson,
  withKeys,
} from "../../../../transforms/index.ts";
import type { ConformanceCase } from "../conformance-case.ts";

type Event =
  | { readonly kind: "click"; readonly x: number }
  | { readonly kind: "buy"; readonly price: number }
  | { readonly kind: "output" };

const events = (p: Pipeline): PCollection<Event> =>
  p.create<Event>([{ kind: "click", x: 1 }, { kind: "buy", price: 2 }, { kind: "output" }, { kind: "buy", price: 3 }]);

/** One collection that becomes several, and texts. */
export const splitCases: readonly ConformanceCase[] = [
  {
    name: "splitBy gives the elements of each kind",
    build: (p) => {
      const { click, buy, output } = events(p).splitBy("kind", ["click", "buy", "output"]);
      return { clicks: click.map(({ x }) => x), prices: buy.map(({ price }) => price), others: output };
    },
    expected: { clicks: [1], prices: [2, 3], others: [{ kind: "output" }] },
  },
  {
    name: "branch gives an element to the first guard that lets it through, and what is left to the rest",
    build: (p) => {
      const { text, even, rest } = p.create("Mixed", [1, "a", 2, null, "b"] as const).branch("By type", {
        text: (value) => typeof value === "string",
        even: (value) => typeof value === "number" && value % 2 === 0,
      });
      return { text, even, rest };
    },
    expected: { text: ["a", "b"], even: [2], rest: [1, null] },
  },
  {
    name: "branches keep the coder that was named for the elements",
    build: (p) => {
      const coder = customCoder<() => number>({
        name: "constant function",
        encode: (fn) => Uint8Array.of(fn()),
        decode:
          ([n = 0]) =>
          () =>
            n,
      });
      const { small, rest } = p
        .create("Numbers", [1, 20])
        .map("Functions", (n) => () => n)
        .withCoder(coder)
        .branch({ small: (fn) => fn() < 10 });
      return { small: small.reshuffle().map((fn) => fn()), rest: rest.reshuffle().map((fn) => fn()) };
    },
    expected: { small: [1], rest: [20] },
  },
  {
    name: "partition gives each element to the output of its index, also when that is awaited",
    build: (p) => {
      const numbers = p.create([0, 1, 2, 3, 4]);
      const [zero, one, two] = numbers.partition(3, (n) => n % 3);
      const [even, odd] = numbers.partition("Later", 2, async (n) => Promise.resolve(n % 2));
      return { zero, one, two, even, odd };
    },
    expected: { zero: [0, 3], one: [1, 4], two: [2], even: [0, 2, 4], odd: [1, 3] },
  },
  {
    name: "tap passes on what it was given, after waiting",
    build: (p) => ({
      out: p
        .create([1, 2])
        .tap((n, { metrics }) => metrics.counter("tapped").inc(n))
        .tap(async (n) => Promise.resolve(-n)),
    }),
    expected: { out: [1, 2] },
    counters: { tapped: 3 },
  },
  {
    name: "pairs are made with constant keys, and swapped",
    build: (p) => ({
      out: p
        .create(["a", "b"])
        .apply(withKeys(7))
        .swap()
        .groupByKey()
        .mapValues((keys) => [...keys]),
    }),
    expected: {
      out: [
        ["a", [7]],
        ["b", [7]],
      ],
    },
  },
  {
    name: "regular expressions filter, find, extract, replace and split",
    build: (p) => {
      const lines = p.create(["a1 b22", "none", "c3,,d"]);
      return {
        matching: lines.apply(matching(/\d/g)),
        found: lines.apply(findAll(/[a-z]\d+/)),
        extracted: lines.apply(extract("(?<letter>[a-z])(?<digits>\\d+)")),
        replaced: lines.apply(replaceAll(/\d/, "#")),
        parts: lines.apply(split(/[ ,]/)),
      };
    },
    expected: {
      matching: ["a1 b22", "c3,,d"],
      found: ["a1", "b22", "c3"],
      extracted: [
        { letter: "a", digits: "1" },
        { letter: "c", digits: "3" },
      ],
      replaced: ["a# b##", "none", "c#,,d"],
      parts: ["a1", "b22", "none", "c3", "d"],
    },
  },
  {
    name: "JSON goes there and back",
    build: (p) => {
      const text = p.create([{ a: [1, null] }, "x"]).apply(toJson());
      return { text, back: text.apply(fromJson()) };
    },
    expected: { text: ['{"a":[1,null]}', '"x"'], back: [{ a: [1, null] }, "x"] },
  },
];
