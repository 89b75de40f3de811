import type { PCollection, Pipeline } from "../../../index.ts";
import {
  except,
  exceptAll,
  groupIntoBatches,
  intersect,
  intersectAll,
  intoBatches,
  limit,
  union,
  unionAll,
} from "../../../../transforms/index.ts";
import type { ConformanceCase } from "../conformance-case.ts";

const lettersOf = (text: string): string[] => Array.from(text);

const letters = (p: Pipeline, name: string, text: string): PCollection<string> => p.create(name, lettersOf(text));

/** Collections as sets, and in batches. */
export const setCases: readonly ConformanceCase[] = [
  {
    name: "sets are united, intersected and subtracted",
    build: (p) => {
      const [a, b, c] = [letters(p, "A", "aabbcd"), letters(p, "B", "abbbe"), letters(p, "C", "abf")];
      return {
        union: a.apply(union(b, c)),
        intersect: a.apply(intersect(b, c)),
        except: a.apply(except(b, c)),
      };
    },
    expected: { union: lettersOf("abcdef"), intersect: lettersOf("ab"), except: lettersOf("cd") },
  },
  {
    name: "multisets are united, intersected and subtracted by how often elements occur",
    build: (p) => {
      const [a, b] = [letters(p, "A", "aaabbc"), letters(p, "B", "abbbd")];
      return {
        union: a.apply(unionAll(b)),
        intersect: a.apply(intersectAll(b)),
        except: a.apply(exceptAll(b)),
        left: a.apply("Less", exceptAll(b, b, b)),
      };
    },
    expected: { union: lettersOf("aaabbcabbbd"), intersect: lettersOf("abb"), except: lettersOf("aac"), left: ["c"] },
  },
  {
    name: "sets compare elements by what is in them",
    build: (p) => ({
      out: p
        .create("A", [
          { id: 1, tags: ["x"] },
          { id: 2, tags: [] },
        ])
        .apply(
          intersect(
            p.create("B", [
              { tags: ["x"], id: 1 },
              { tags: ["y"], id: 2 },
            ]),
          ),
        ),
      none: p.create("C", [1]).apply("None", intersect(p.create<number>("D", []))),
    }),
    expected: { out: [{ id: 1, tags: ["x"] }], none: [] },
  },
  {
    name: "batches of a key are full but for the last",
    build: (p) => ({
      out: p
        .create([1, 2, 3, 4, 5, 10])
        .keyBy((n) => (n < 10 ? "small" : "big"))
        .apply(groupIntoBatches({ size: 2 }))
        .mapValues((batch) => batch.length),
      byBytes: p
        .create("Texts", ["a", "bb", "c".repeat(100), "d"])
        .keyBy(() => "k")
        .apply("Bytes", groupIntoBatches({ size: 100, maxBytes: 50 }))
        .map(([, batch]) => Math.max(...batch.map((text) => text.length)))
        .filter((length) => length === 100),
    }),
    expected: {
      out: [
        ["small", 2],
        ["small", 2],
        ["small", 1],
        ["big", 1],
      ],
      byBytes: [100],
    },
  },
  {
    name: "batches without keys have all elements",
    build: (p) => {
      const batches = p.create(Array.from({ length: 25 }, (_, i) => i)).apply(intoBatches({ size: 10 }));
      return {
        sizes: batches.map((batch) => batch.length),
        elements: batches.flatMap((batch) => batch),
      };
    },
    expected: { sizes: [10, 10, 5], elements: Array.from({ length: 25 }, (_, i) => i) },
  },
  {
    name: "limit gives as many elements as there are, and no more than it is told",
    build: (p) => ({
      some: p.create("Many", ["x", "x", "x", "x"]).apply(limit(3)),
      all: p.create("Two", [1, 2]).apply("All", limit(3)),
      none: p.create<number>("None", []).apply("Nothing", limit(3)),
    }),
    expected: { some: ["x", "x", "x"], all: [1, 2], none: [] },
  },
];
