import {
  customCoder,
  decodeBytes,
  encodeBytes,
  kvCoder,
  schema,
  stringUtf8Coder,
  valueCoder,
  varintCoder,
  type KV,
} from "../../../index.ts";
import { sum } from "../combine-fns.ts";
import type { ConformanceCase } from "../conformance-case.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A key of the user's own: equal points are equal keys, whatever their identity. */
const pointCoder = customCoder<Point>({
  name: "conformance.point",
  isDeterministic: true,
  encode: ({ x, y }) => encodeBytes(valueCoder, [x, y]),
  decode(bytes) {
    const [x, y] = decodeBytes(valueCoder, bytes) as [number, number];
    return { x, y };
  },
});

const order = schema.struct({ customer: schema.string(), price: schema.double() });

/** Coders that the program chooses. */
export const coderCases: readonly ConformanceCase[] = [
  {
    name: "a coder that is named is used where elements are grouped",
    build: (p) => ({
      out: p
        .create(["a", "b", "a"])
        .map((word): KV<string, number> => [word, 1])
        .withCoder(kvCoder(stringUtf8Coder, varintCoder))
        .groupByKey()
        .mapValues((ones) => [...ones].length),
    }),
    expected: {
      out: [
        ["a", 2],
        ["b", 1],
      ],
    },
  },
  {
    name: "a custom coder's encoding says which keys are equal",
    build: (p) => ({
      out: p
        .create([1, 1, 2])
        .map((x): KV<Point, number> => [{ x, y: 0 }, 1])
        .withCoder(kvCoder(pointCoder, varintCoder))
        .combinePerKey(sum)
        .map(([{ x }, count]) => [x, count]),
    }),
    expected: {
      out: [
        [1, 2],
        [2, 1],
      ],
    },
  },
  {
    name: "rows of a schema go through groups",
    build: (p) => ({
      out: p
        .create([
          { customer: "ann", price: 2 },
          { customer: "bob", price: 1.5 },
          { customer: "ann", price: 0.25 },
        ])
        .withSchema(order)
        .keyBy(({ customer }) => customer)
        .reshuffle()
        .mapValues(({ price }) => price)
        .combinePerKey(sum),
    }),
    expected: {
      out: [
        ["ann", 2.25],
        ["bob", 1.5],
      ],
    },
  },
];
