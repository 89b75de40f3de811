// Tables of groups against an oracle that keeps everything in a list, with budgets down to nothing.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spaceOf } from "../../../test/direct/memory-files.ts";
import { encodedStructure } from "../../../sdk/coders/encode-bytes.ts";
import { intervalWindowCoder } from "../../../sdk/coders/interval-window-coder.ts";
import { unionCoder, UnionMember } from "../../../sdk/coders/union-coder.ts";
import { canonicalValueCoder, valueCoder } from "../../../sdk/coders/value-coder.ts";
import { Registers } from "../../../sdk/exec/registers.ts";
import { NO_FIRING } from "../../../sdk/values/pane.ts";
import { MAX_TIMESTAMP } from "../../../sdk/values/timestamp.ts";
import { IntervalWindow, type Window } from "../../../sdk/values/window.ts";
import type { MergedWindows } from "../../../sdk/windowing/window-fn.ts";
import type { TimestampCombiner } from "../../../sdk/windowing/windowing-strategy.ts";
import type { Grouping } from "./grouping.ts";
import type { PendingInput, TakenInput } from "./pending-input.ts";
import { stageInput } from "./stage-input.ts";

/** What is drawn: bundles that come one after the other, and how far the watermark moves after each. */
interface Drawn {
  readonly key: unknown;
  /** How long after the watermark it is. */
  readonly delay: number;
  /** How long its window is. */
  readonly length: number;
}
interface DrawnBundle {
  readonly pairs: readonly Drawn[];
  readonly advance: number;
}

const keys = fc.constantFrom<unknown>(
  "a",
  "b",
  "\0c",
  "",
  1,
  1.5,
  Number.NaN,
  10n,
  null,
  undefined,
  true,
  { x: 1 },
  [2],
);
const bundles: fc.Arbitrary<readonly DrawnBundle[]> = fc.array(
  fc.record({
    pairs: fc.array(fc.record({ key: keys, delay: fc.nat({ max: 30 }), length: fc.integer({ min: 1, max: 12 }) }), {
      maxLength: 25,
    }),
    advance: fc.nat({ max: 25 }),
  }),
  { maxLength: 6 },
);
const combiners = fc.constantFrom<TimestampCombiner>("endOfWindow", "earliest", "latest");
const spaces = fc.record({
  limit: fc.constantFrom(0, 1, 300, 2_000, 10_000, 1e5, 1e6, Infinity),
  partitions: fc.constantFrom(1, 2, 8, 64),
});

/** An element that waits. */
interface Item {
  readonly key: string;
  readonly value: unknown;
  readonly at: number;
  readonly window: IntervalWindow;
}

/** A group that was taken, as it is compared. */
interface Group {
  readonly key: string;
  readonly window: string;
  readonly at: number;
  readonly values: readonly unknown[];
}

/** Merges windows that overlap, as sessions do. */
function mergeOverlapping(windows: readonly Window[]): MergedWindows<IntervalWindow>[] {
  const merges: { merged: IntervalWindow; from: IntervalWindow[] }[] = [];
  const intervals = windows.filter((window) => window instanceof IntervalWindow);
  for (const window of intervals.toSorted((a, b) => a.start - b.start)) {
    const last = merges.at(-1);
    if (last === undefined || last.merged.end <= window.start) merges.push({ merged: window, from: [window] });
    else {
      last.merged = new IntervalWindow(last.merged.start, Math.max(last.merged.end, window.end));
      last.from.push(window);
    }
  }
  return merges.filter(({ from }) => from.length > 1);
}

/** Finds the groups that have ended, and leaves the others' elements. */
class Oracle {
  readonly #isMerging: boolean;
  readonly #combiner: TimestampCombiner;
  #items: Item[] = [];

  constructor(isMerging: boolean, combiner: TimestampCombiner) {
    this.#isMerging = isMerging;
    this.#combiner = combiner;
  }

  add(item: Item): void {
    this.#items.push(item);
  }

  take(watermark: number): Group[] {
    const taken: Group[] = [];
    for (const ofKey of Map.groupBy(this.#items, ({ key }) => key).values()) {
      for (const { window, items } of this.#groups(ofKey)) {
        if (window.maxTimestamp >= watermark && watermark < MAX_TIMESTAMP) continue;
        this.#items = this.#items.filter((item) => !items.includes(item));
        taken.push({
          key: items[0]?.key ?? "",
          window: String(window),
          at: this.#timestampOf(window, items),
          values: items.map(({ value }) => value),
        });
      }
    }
    return taken;
  }

  #groups(items: readonly Item[]): { window: IntervalWindow; items: Item[] }[] {
    const unmerged = [...Map.groupBy(items, ({ window }) => String(window)).values()].map((group) => ({
      window: (group[0] as Item).window,
      items: group,
    }));
    if (!this.#isMerging) return unmerged;
    const merges = mergeOverlapping(unmerged.map(({ window }) => window));
    const order = (group: { window: IntervalWindow }): string => encodedStructure(intervalWindowCoder, group.window);
    const sorted = unmerged.toSorted(
      (a, b) => a.window.maxTimestamp - b.window.maxTimestamp || (order(a) < order(b) ? -1 : 1),
    );
    const mergedWindow = (window: IntervalWindow): IntervalWindow =>
      merges.find(({ from }) => from.includes(window))?.merged ?? window;
    return [...Map.groupBy(sorted, ({ window }) => String(mergedWindow(window))).values()].map((parts) => ({
      window: mergedWindow((parts[0] as { window: IntervalWindow }).window),
      items: parts.flatMap((part) => part.items),
    }));
  }

  #timestampOf(window: IntervalWindow, items: readonly Item[]): number {
    const times = items.map(({ at }) => at);
    if (this.#combiner === "endOfWindow") return window.maxTimestamp;
    return this.#combiner === "earliest" ? Math.min(...times) : Math.max(...times);
  }
}

function read({ input }: TakenInput): Group[] {
  const registers = new Registers();
  const groups: Group[] = [];
  while (input.advance(registers)) {
    const [key, values] = input.value as [unknown, Iterable<unknown>];
    const once = [...values];
    expect([...values]).toEqual(once);
    expect(registers.windows).toHaveLength(1);
    expect(registers.pane).toMatchObject({ timing: "on-time", isFirst: true, isLast: true });
    groups.push({
      key: keyText(key),
      window: registers.windows.map(String).join(),
      at: registers.timestamp,
      values: once,
    });
  }
  return groups;
}

function keyText(key: unknown): string {
  return encodedStructure(canonicalValueCoder, key);
}

function inOrder(groups: readonly Group[]): Group[] {
  const text = ({ key, window }: Group): string => `${key} ${window}`;
  return groups.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
}

const memberCount = 3;

/** Returns an element of one of a union's members. */
function memberOf(index: number): unknown {
  const member = index % memberCount;
  const value = `v${String(index)}`;
  return member === 0 ? value : new UnionMember(member, value);
}

function memberText(element: unknown): string {
  return element instanceof UnionMember ? `${String(element.index)} ${String(element.value)}` : `0 ${String(element)}`;
}

/** Puts one member's values after the other's, each in their order: between members, none is kept. */
function byMember({ values, ...group }: Group): Group {
  const texts = values.map(memberText);
  return { ...group, values: texts.toSorted((a, b) => Number(a[0]) - Number(b[0])) };
}

describe("tables of groups", () => {
  it.each([
    { isMerging: false, isUnion: false },
    { isMerging: true, isUnion: false },
    { isMerging: false, isUnion: true },
    { isMerging: true, isUnion: true },
  ])(
    "give the same groups, values in order and timestamps whatever the budget (merging windows: $isMerging, union: $isUnion)",
    ({ isMerging, isUnion }) => {
      const mergeWindows = isMerging ? mergeOverlapping : undefined;
      fc.assert(
        fc.property(bundles, combiners, spaces, (drawn, timestampCombiner, { limit, partitions }) => {
          const grouping: Grouping = {
            keyCoder: canonicalValueCoder,
            valueCoder: isUnion ? unionCoder([valueCoder, valueCoder, valueCoder]) : valueCoder,
            windowCoder: intervalWindowCoder,
            timestampCombiner,
            mergeWindows,
          };
          const { space } = spaceOf(limit, partitions);
          const stage = {
            id: "g",
            name: "Group",
            kind: "aggregate",
            producers: [],
            movesBack: false,
            grouping,
          } as const;
          const newTable = (): PendingInput => stageInput(stage, space);
          const oracle = new Oracle(isMerging, timestampCombiner);
          const table = newTable();
          let watermark = 0;
          let count = 0;
          for (const { pairs, advance } of [...drawn, { pairs: [], advance: Infinity }]) {
            const made = newTable();
            for (const { key, delay, length } of pairs) {
              const at = watermark + delay;
              const start = isMerging ? at : Math.floor(at / 10) * 10;
              const window = new IntervalWindow(start, start + (isMerging ? length : 10));
              const value = isUnion ? memberOf(count++) : `v${String(count++)}`;
              made.add([key, value], { timestamp: at, windows: [window], pane: NO_FIRING });
              oracle.add({ key: keyText(key), value, at, window });
            }
            table.absorb(made);
            watermark = Math.min(watermark + advance, MAX_TIMESTAMP);
            const holdBefore = table.hold;
            const taken = table.take(watermark);
            const expected = oracle.take(watermark);
            const groups = read(taken);
            const compared = (found: readonly Group[]): Group[] => inOrder(isUnion ? found.map(byMember) : found);
            expect(compared(groups)).toEqual(compared(expected));
            expect(taken.size === 0).toBe(groups.length === 0);
            expect(taken.size).toBeGreaterThanOrEqual(groups.length);
            if (limit === Infinity) expect(taken.size).toBe(groups.length);
            for (const { at } of groups) {
              expect(at).toBeGreaterThanOrEqual(taken.hold);
              expect(at).toBeGreaterThanOrEqual(holdBefore);
            }
          }
          expect(table.size).toBe(0);
          expect(table.hold).toBe(MAX_TIMESTAMP);
          expect(space.budget.used).toBe(0);
        }),
        { numRuns: 300 },
      );
    },
  );
});
