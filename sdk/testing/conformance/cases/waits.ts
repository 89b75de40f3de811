import { fixedWindows, millis, type KV } from "../../../index.ts";
import { waitOn } from "../../../../transforms/index.ts";
import type { ConformanceCase } from "../conformance-case.ts";

const pairs: readonly KV<string, number>[] = [
  ["a", 1],
  ["b", 2],
  ["a", 3],
];

/** Elements that are moved, and elements that wait. */
export const waitCases: readonly ConformanceCase[] = [
  {
    name: "redistributed elements are the same, with their times and windows",
    build: (p) => {
      const timed = p
        .create(pairs)
        .withTimestamps(([, n]) => n)
        .window(fixedWindows(millis(2)));
      return {
        anywhere: timed
          .redistribute({ allowDuplicates: false })
          .map(([key, n], { timestamp, window }) => [key, n, timestamp, window.maxTimestamp]),
        byKey: timed
          .redistributeByKey("By key")
          .groupByKey()
          .mapValues((values) => [...values]),
      };
    },
    expected: {
      anywhere: [
        ["a", 1, 1, 1],
        ["b", 2, 2, 3],
        ["a", 3, 3, 3],
      ],
      byKey: [
        ["a", [1]],
        ["b", [2]],
        ["a", [3]],
      ],
    },
  },
  {
    name: "elements wait for the end of what they are told to wait on",
    build: (p) => {
      const done = p
        .create("Work", [1, 2, 3])
        .reshuffle()
        .map("Done", (n) => n);
      const empty = p.create<number>("Nothing", []);
      return {
        out: p.create("Waiting", ["x", "y"]).apply(waitOn(done, empty)),
        windowed: p
          .create("Timed", [1, 11])
          .withTimestamps((n) => n)
          .window(fixedWindows(millis(10)))
          .apply(
            "Windowed",
            waitOn(
              p
                .create("Signals", [2, 12])
                .withTimestamps("Times", (n) => n)
                .window("Windows", fixedWindows(millis(10))),
            ),
          ),
      };
    },
    expected: { out: ["x", "y"], windowed: [1, 11] },
  },
];
