import {
  coGroup,
  customCoder,
  fixedWindows,
  kvCoder,
  millis,
  stringUtf8Coder,
  type KV,
  type PCollection,
  type Pipeline,
} from "../../../index.ts";
import { fullJoin, innerJoin, leftJoin, rightJoin } from "../../../../transforms/index.ts";
import type { ConformanceCase } from "../conformance-case.ts";

/** A class that the value coder would refuse: it travels by the coder that is named for it. */
class Price {
  readonly cents: number;

  constructor(cents: number) {
    this.cents = cents;
  }
}

const priceCoder = customCoder<Price>({
  name: "price",
  encode: ({ cents }) => new TextEncoder().encode(String(cents)),
  decode: (bytes) => new Price(Number(new TextDecoder().decode(bytes))),
});

const users = (p: Pipeline): PCollection<KV<string, string>> =>
  p.create("Users", [
    ["u1", "ada"],
    ["u2", "bob"],
  ]);

const orders = (p: Pipeline): PCollection<KV<string, number>> =>
  p.create("Orders", [
    ["u1", 10],
    ["u1", 20],
    ["u3", 30],
  ]);

const sorted = <T>(values: Iterable<T>): T[] => [...values].toSorted();

/** Keyed collections that come together. */
export const joinCases: readonly ConformanceCase[] = [
  {
    name: "coGroup gives each key of any input once, with the values of each",
    build: (p) => ({
      out: coGroup({
        users: users(p),
        orders: orders(p),
        notes: p.create("Notes", [["u2", null]] as [string, null][]),
      }).mapValues((group) => ({
        users: sorted(group.users),
        orders: sorted(group.orders),
        // Twice: what a group has may be read more than once.
        notes: [[...group.notes], [...group.notes]],
      })),
    }),
    expected: {
      out: [
        ["u1", { users: ["ada"], orders: [10, 20], notes: [[], []] }],
        ["u2", { users: ["bob"], orders: [], notes: [[null], [null]] }],
        ["u3", { users: [], orders: [30], notes: [[], []] }],
      ],
    },
  },
  {
    name: "coGroup of one input groups it, and of the same input twice has it twice",
    build: (p) => {
      const pairs = users(p);
      return {
        one: coGroup("One", { pairs }).mapValues((group) => [...group.pairs]),
        twice: coGroup("Twice", { pairs, again: pairs }).mapValues((group) => [...group.pairs, ...group.again]),
      };
    },
    expected: {
      one: [
        ["u1", ["ada"]],
        ["u2", ["bob"]],
      ],
      twice: [
        ["u1", ["ada", "ada"]],
        ["u2", ["bob", "bob"]],
      ],
    },
  },
  {
    name: "coGroup's groups travel, also through other groups",
    build: (p) => ({
      out: coGroup({ users: users(p), orders: orders(p) })
        .reshuffle()
        .keyBy(() => "all")
        .groupByKey()
        .mapValues((groups) => [...groups].map(([user, group]) => `${user}:${[...group.orders].length}`).toSorted()),
    }),
    expected: { out: [["all", ["u1:2", "u2:0", "u3:1"]]] },
  },
  {
    name: "coGroup keeps the coders that were named for the values",
    build: (p) => {
      const priced = (name: string, cents: number): PCollection<[string, Price]> =>
        p
          .create(name, [cents])
          .map((n): KV<string, Price> => ["k", new Price(n)])
          .withCoder(kvCoder(stringUtf8Coder, priceCoder));
      return {
        out: coGroup({
          a: priced("A", 1),
          b: priced("B", 2),
          names: p.create("C", [["k", "plain"]] as [string, string][]),
        })
          .reshuffle()
          .map(([key, { a, b, names }]) => [key, [...a, ...b].map(({ cents }) => cents), [...names]]),
      };
    },
    expected: { out: [["k", [1, 2], ["plain"]]] },
  },
  {
    name: "coGroup groups within windows",
    build: (p) => {
      const timed = (name: string, times: readonly number[]): PCollection<[string, number]> =>
        p
          .create(name, times)
          .withTimestamps((time) => time)
          .window(fixedWindows(millis(10)))
          .keyBy(() => "k");
      return {
        out: coGroup({ a: timed("A", [1, 2, 11]), b: timed("B", [3, 21]) }).mapValues(({ a, b }) => [
          sorted(a),
          sorted(b),
        ]),
      };
    },
    expected: {
      out: [
        ["k", [[1, 2], [3]]],
        ["k", [[11], []]],
        ["k", [[], [21]]],
      ],
    },
  },
  {
    name: "joins keep the coders that were named for keys and values, and group by their values",
    build: (p) => {
      const left = p
        .create("A", [1, 2])
        .map((n): KV<string, Price> => [n === 1 ? "k" : "l", new Price(n)])
        .withCoder(kvCoder(stringUtf8Coder, priceCoder));
      const right = p.create("B", [["k", "one"]] as [string, string][]);
      return {
        full: right
          .apply(fullJoin(left))
          .groupByKey()
          .map("Cents", ([key, all]) => [key, [...all].map(([name, price]) => [name, price?.cents])]),
        values: right
          .apply("Inner", innerJoin(left))
          .values()
          .groupByKey()
          .map("Names", ([name, prices]) => [name, [...prices].map(({ cents }) => cents)]),
      };
    },
    expected: {
      full: [
        ["k", [["one", 1]]],
        ["l", [[null, 2]]],
      ],
      values: [["one", [1]]],
    },
  },
  {
    name: "joins pair the values of a key, and keep what has no partner where they are to",
    build: (p) => {
      const [left, right] = [orders(p), users(p)];
      return {
        inner: left.apply(innerJoin(right)),
        left: left.apply(leftJoin(right)),
        right: left.apply(rightJoin(right)),
        full: left.apply(fullJoin(right)),
      };
    },
    expected: {
      inner: [
        ["u1", [10, "ada"]],
        ["u1", [20, "ada"]],
      ],
      left: [
        ["u1", [10, "ada"]],
        ["u1", [20, "ada"]],
        ["u3", [30, null]],
      ],
      right: [
        ["u1", [10, "ada"]],
        ["u1", [20, "ada"]],
        ["u2", [null, "bob"]],
      ],
      full: [
        ["u1", [10, "ada"]],
        ["u1", [20, "ada"]],
        ["u3", [30, null]],
        ["u2", [null, "bob"]],
      ],
    },
  },
];
