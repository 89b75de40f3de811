import type { ElementSource } from "../../../sdk/exec/bundle-context.ts";
import type { Registers } from "../../../sdk/exec/registers.ts";
import { ON_TIME_AND_ONLY_FIRING } from "../../../sdk/values/pane.ts";
import { compareKeys } from "./compare-keys.ts";
import type { Grouping } from "./grouping.ts";
import type { MemoryBudget, MemoryHolder } from "./memory-budget.ts";
import { mergeGroups, type MergedGroup, type WindowGroup } from "./merge-windows.ts";
import { maxArrayBytes, SegmentMerge } from "./segment-merge.ts";
import type { Segment } from "./segment-writer.ts";
import { concatenate } from "./spilled-values.ts";

/** The groups of a key, by merged window. */
export interface MergedKey {
  readonly key: unknown;
  readonly groups: readonly MergedGroup[];
}

/** Reads keys one after the other. */
export interface KeyReader {
  /** Returns the next key; undefined when there is none. */
  next(): MergedKey | undefined;
}

/** Reads the keys of segments, and merges the windows of each. */
export class SpilledKeys implements KeyReader {
  readonly #merge: SegmentMerge;
  readonly #grouping: Grouping;

  constructor(segments: readonly Segment[], grouping: Grouping) {
    this.#merge = new SegmentMerge(segments, grouping);
    this.#grouping = grouping;
  }

  next(): MergedKey | undefined {
    const merge = this.#merge;
    if (!merge.hasNext()) return undefined;
    const structural = merge.nextStructural;
    const groups: WindowGroup[] = [];
    let arrayBytes = maxArrayBytes;
    let key: unknown;
    do {
      const group = merge.next(arrayBytes);
      arrayBytes = Math.max(0, arrayBytes - group.bytes);
      ({ key } = group);
      groups.push(group);
    } while (merge.hasNext() && compareKeys(merge.nextStructural, structural) === 0);
    return { key, groups: mergeGroups(groups, this.#grouping) };
  }
}

/** Gives out the groups of keys whose windows were merged. */
export class MergedSource implements ElementSource, MemoryHolder {
  readonly spill = undefined;
  value: unknown;
  readonly #keys: KeyReader;
  readonly #budget: MemoryBudget;
  #key: unknown;
  #groups: Iterator<MergedGroup> = [].values();

  /** @param bytes - how much memory the keys take until they were all read */
  constructor(keys: KeyReader, budget: MemoryBudget, bytes: number) {
    this.#keys = keys;
    this.#budget = budget;
    budget.set(this, bytes);
  }

  advance(registers: Registers): boolean {
    let next = this.#groups.next();
    while (next.done === true) {
      const keys = this.#keys.next();
      if (keys === undefined) {
        this.#budget.set(this, 0);
        return false;
      }
      this.#key = keys.key;
      this.#groups = keys.groups.values();
      next = this.#groups.next();
    }
    const { window, timestamp, parts } = next.value;
    registers.timestamp = timestamp;
    registers.windows = [window];
    registers.pane = ON_TIME_AND_ONLY_FIRING;
    this.value = [this.#key, concatenate(parts.map(({ values }) => values))];
    return true;
  }

  more(): false {
    return false;
  }
}
