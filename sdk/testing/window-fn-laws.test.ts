import { describe, expect, it } from "vitest";
import {
  customCoder,
  customWindows,
  intervalWindowCoder,
  IntervalWindow,
  millis,
  sessions,
  slidingWindows,
  type MergedWindows,
  type WindowFn,
} from "../index.ts";
import { checkWindowFnLaws, WindowFnLawError } from "./window-fn-laws.ts";

type Fn = WindowFn<IntervalWindow>;

const lawful = sessions(millis(10));

/** The same as the lawful one but for some parts. */
function but(parts: Partial<Fn>): Fn {
  return {
    kind: "custom",
    windowCoder: intervalWindowCoder,
    isMerging: true,
    assignsToOneWindow: true,
    assignWindows: (timestamp, value) => lawful.assignWindows(timestamp, value),
    mergeWindows: (windows) => lawful.mergeWindows?.(windows) ?? [],
    isCompatible: () => true,
    toString: () => "mine()",
    ...parts,
  };
}

const hull = (windows: readonly IntervalWindow[]): IntervalWindow =>
  new IntervalWindow(Math.min(...windows.map((w) => w.start)), Math.max(...windows.map((w) => w.end)));
const merging = (merge: (windows: readonly IntervalWindow[]) => readonly MergedWindows<IntervalWindow>[]): Fn =>
  but({ mergeWindows: merge });

let asked = 0;
const broken: readonly { claim: string; fn: Fn }[] = [
  { claim: "its windows can be grouped together with themselves", fn: but({ isCompatible: () => false }) },
  { claim: "it has mergeWindows if and only if it is merging", fn: but({ isMerging: false }) },
  {
    claim: "the coder of its windows is deterministic",
    fn: but({
      windowCoder: customCoder({ name: "any", encode: () => new Uint8Array(), decode: () => new IntervalWindow(0, 1) }),
    }),
  },
  {
    claim: "an element gets the same windows whatever was asked before",
    fn: but({ assignWindows: (timestamp) => [new IntervalWindow(timestamp, timestamp + 1 + (asked++ % 7))] }),
  },
  {
    claim: "windows come back from their coder as they were",
    fn: but({
      windowCoder: customCoder({
        name: "forgetful",
        encode: ({ start }) => Uint8Array.of(start & 0xff),
        decode: ([start = 0]) => new IntervalWindow(start + 1, start + 11),
        isDeterministic: true,
      }),
    }),
  },
  {
    claim: "windows come back from their coder with their last instant",
    fn: but({
      windowCoder: customCoder({
        name: "shortening",
        encode: ({ start }) => Uint8Array.of(start & 0xff),
        decode: ([start = 0]) => new IntervalWindow(start, start + 9),
        isDeterministic: true,
      }),
    }),
  },
  { claim: "each element gets a window at least", fn: but({ assignWindows: () => [] }) },
  {
    claim: "each window ends at an instant of whole milliseconds",
    fn: but({ assignWindows: (timestamp) => [new IntervalWindow(timestamp, timestamp + 0.5)] }),
  },
  {
    claim: "no window is over before its element",
    fn: but({ assignWindows: (timestamp) => [new IntervalWindow(timestamp - 10, timestamp)] }),
  },
  {
    claim: "it assigns one window where it says so",
    fn: but({
      assignWindows: (timestamp) => [
        new IntervalWindow(timestamp, timestamp + 1),
        new IntervalWindow(timestamp, timestamp + 2),
      ],
    }),
  },
  {
    claim: "no element gets a window twice",
    fn: but({
      assignsToOneWindow: false,
      assignWindows: (timestamp) => [
        new IntervalWindow(timestamp, timestamp + 1),
        new IntervalWindow(timestamp, timestamp + 1),
      ],
    }),
  },
  {
    claim: "what is merged doesn't depend on the order",
    fn: merging((windows) =>
      windows.length < 2 ? [] : [{ merged: hull(windows.slice(0, 2)), from: windows.slice(0, 2) }],
    ),
  },
  {
    claim: "what was merged is not merged further",
    fn: merging((windows) => {
      const from = windows.toSorted((a, b) => a.start - b.start).slice(0, 2);
      return from.length < 2 ? [] : [{ merged: hull(from), from }];
    }),
  },
  {
    claim: "it doesn't matter whether some are merged before",
    fn: merging((windows) => {
      // Of three or more all, of two none: what comes one after the other is never merged.
      const sum = windows.reduce((total, { end, start }) => total + end - start, 0);
      return windows.length > 1 && sum === windows.length * 10 && windows.length % 2 === 1
        ? [{ merged: hull(windows), from: windows }]
        : [];
    }),
  },
  {
    claim: "it merges each of the windows that it is given once",
    fn: merging((windows) => [{ merged: hull(windows), from: [...windows, new IntervalWindow(-5, 500)] }]),
  },
  {
    claim: "no merged window ends before what is in it",
    fn: merging((windows) =>
      windows.length < 2
        ? []
        : [{ merged: new IntervalWindow(hull(windows).start, hull(windows).start + 1), from: windows }],
    ),
  },
  {
    claim: "no merged window is one that stays as it is",
    fn: merging((windows) => {
      const [first, second, third] = windows.toSorted((a, b) => a.start - b.start);
      if (first === undefined || second === undefined || third === undefined) return [];
      return [{ merged: third, from: [first, second] }];
    }),
  },
];

const elements = [0, 5, 12, 40, 45, 100].map((timestamp) => [timestamp, "x"] as const);

describe("the laws of WindowFns", () => {
  it.each([lawful, slidingWindows(millis(10), { period: millis(3) })])("hold for $0", (windowFn) => {
    checkWindowFnLaws(windowFn, elements);
  });

  it("hold for windows of the user's own, of elements", () => {
    const perTeam = customWindows({
      name: "teams",
      assign: (timestamp, team: string) => ({ team, maxTimestamp: timestamp + 5 }),
    });
    checkWindowFnLaws(perTeam, elements);
    checkWindowFnLaws(perTeam, []);
  });

  it.each(broken)("are broken where it does not hold that $claim", ({ claim, fn }) => {
    expect(() => {
      checkWindowFnLaws(fn, elements);
    }).toThrow(`mine() breaks a law: ${claim}.`);
  });

  it("show what breaks them", () => {
    const check = (): void => {
      checkWindowFnLaws(but({ assignWindows: () => [] }), elements);
    };
    expect(check).toThrow(WindowFnLawError);
    expect(check).toThrow(/timestamp +0\n +element +'x'\n +windows +\[\]/);
  });
});
