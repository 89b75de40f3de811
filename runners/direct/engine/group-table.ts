import { UnionMember } from "../../../sdk/coders/union-coder.ts";
import { UnionValues } from "../../../sdk/coders/union-values.ts";
import { estimateBytes } from "../../../sdk/exec/estimate-bytes.ts";
import type { ElementMetadata } from "../../../sdk/exec/registers.ts";
import { isPair, NotAPairError } from "../../../sdk/values/pair.ts";
import { WindowTable } from "../../../sdk/exec/window-table.ts";
import { MAX_TIMESTAMP, type Timestamp } from "../../../sdk/values/timestamp.ts";
import type { Window } from "../../../sdk/values/window.ts";
import { combineTimestamps, firstTimestamp } from "../../../sdk/windowing/combine-timestamps.ts";
import { GroupSource, type EndedWindow, type GroupFacts, type GroupValues } from "./group-source.ts";
import type { Grouping } from "./grouping.ts";
import type { MemoryHolder } from "./memory-budget.ts";
import type { PendingInput, TakenInput } from "./pending-input.ts";
import { SizeSampler } from "./size-sampler.ts";
import type { SpillSpace } from "./spill-space.ts";
import { holdOf, SpilledGroups } from "./spilled-groups.ts";

/** About what a group takes beside its key and its values: its array, and its place in the table. */
const bytesPerGroup = 200;
/** About what a group of a union takes more: the arrays of its members. */
const bytesPerUnion = 200;

/**
 * Pairs on their way to a stage that takes them grouped by key and window.
 *
 * A pair costs one look-up and one push: the values of a group are found directly by the structural value of its key,
 * and what else there is to know of the group is kept apart, and only where it can't be told from that.
 *
 * When memory is used up, all goes to disk in partitions, and so does what comes from then on; it is grouped when it is
 * taken.
 */
export class GroupTable implements PendingInput, MemoryHolder {
  readonly #grouping: Grouping;
  readonly #space: SpillSpace;
  readonly #sampler: SizeSampler;
  /** Whether values are of several members. */
  readonly #isUnion: boolean;
  #values: WindowTable<GroupValues>;
  #facts: WindowTable<GroupFacts>;
  /** How many groups are in memory. */
  #held = 0;
  /** How much memory they take. */
  #bytes = 0;
  /** The hold of those in memory; undefined where it is to be found anew. It is asked for after each bundle. */
  #heldHold: Timestamp | undefined = MAX_TIMESTAMP;
  #untilLook = 1;
  #heldAtLook = 0;
  /** Set once memory was used up: nothing is held from then on. */
  #spilled: SpilledGroups | undefined;

  constructor(grouping: Grouping, space: SpillSpace) {
    this.#grouping = grouping;
    this.#space = space;
    this.#sampler = new SizeSampler(space.budget.limit);
    this.#isUnion = grouping.valueCoder.kind === "union";
    this.#values = new WindowTable(grouping.windowCoder);
    this.#facts = new WindowTable(grouping.windowCoder);
  }

  /** How many groups there are; on disk, one counts as often as something was written of it. */
  get size(): number {
    return this.#held + (this.#spilled?.size ?? 0);
  }

  get hold(): Timestamp {
    this.#heldHold ??= this.#holdOfHeld();
    return Math.min(this.#spilled?.hold ?? MAX_TIMESTAMP, this.#heldHold);
  }

  add(element: unknown, metadata: ElementMetadata): void {
    if (!isPair(element)) throw new NotAPairError();
    this.addPair(element[0], element[1], metadata);
  }

  /** Adds one pair. */
  addPair(key: unknown, value: unknown, { timestamp, windows }: ElementMetadata): void {
    const structural = this.#grouping.keyCoder.structuralValue(key);
    if (this.#spilled !== undefined) {
      this.#spillPair(this.#spilled, structural, [key, value], { timestamp, windows });
      return;
    }
    for (let i = 0; i < windows.length; i++) {
      const window = windows[i] as Window;
      const groups = this.#values.entriesOf(window);
      const values = groups.get(structural);
      if (values === undefined) {
        groups.set(structural, this.#isUnion ? unionOf(value) : [value]);
        this.#held++;
        this.#noteHold(window.maxTimestamp);
      } else if (Array.isArray(values)) values.push(value);
      else values.add(value);
      if (values === undefined || this.#grouping.timestampCombiner !== "endOfWindow") {
        this.#noteFacts(window, structural, key, timestamp);
      }
    }
    if (--this.#untilLook === 0) this.#look(key, value);
  }

  absorb(other: GroupTable): void {
    this.#space.budget.set(other, 0);
    if (this.size === 0) {
      this.#values = other.#values;
      this.#facts = other.#facts;
      this.#held = other.#held;
      this.#heldHold = other.#heldHold;
      this.#bytes = other.#bytes;
      this.#spilled = other.#spilled;
    } else {
      if (other.#spilled !== undefined) this.#absorbSpilled(other.#spilled);
      if (this.#spilled === undefined) this.#absorbHeld(other);
      else other.#writeTo(this.#spilled);
    }
    this.#heldAtLook = this.#held;
    this.#checkBudget();
  }

  /** Takes the groups of all windows that have ended. */
  take(watermark: Timestamp): TakenInput {
    // At the end of time all windows have ended, also one that would end later.
    const hasEnded = ({ window }: { readonly window: Window }): boolean =>
      window.maxTimestamp < watermark || watermark >= MAX_TIMESTAMP;
    const sizeBefore = this.size;
    const heldBefore = this.#held;
    const ended: EndedWindow[] = this.#spilled?.take(hasEnded) ?? [];
    // What comes next is held again, as long as it fits.
    if (this.#spilled?.size === 0) this.#spilled = undefined;
    let hold = holdOf(ended.flatMap(({ spilled = [] }) => spilled));
    for (const { window, entries } of [...this.#values.windows()].filter(hasEnded)) {
      hold = Math.min(hold, this.#holdOf(window));
      ended.push({ window, entries, facts: this.#facts.entriesOf(window) });
      this.#held -= entries.size;
      this.#heldHold = undefined;
      this.#values.delete(window);
      this.#facts.delete(window);
    }
    const kept = heldBefore === 0 ? 0 : Math.round(this.#bytes * (this.#held / heldBefore));
    const input = new GroupSource(ended, this.#grouping, this.#space);
    const { budget } = this.#space;
    budget.set(input, this.#bytes - kept);
    this.#bytes = kept;
    this.#heldAtLook = this.#held;
    budget.set(this, this.#bytesInUse);
    return { input, size: sizeBefore - this.size, hold };
  }

  /** Writes what is in memory to disk. */
  spill(): void {
    this.#spilled ??= new SpilledGroups(this.#grouping, this.#space);
    this.#writeTo(this.#spilled);
    this.#spilled.flush();
  }

  /** Moves what is in memory there. */
  #writeTo(spilled: SpilledGroups): void {
    for (const { window, entries } of this.#values.windows()) {
      const facts = this.#facts.entriesOf(window);
      for (const [structural, values] of entries) {
        const known = facts.get(structural) ?? { key: structural, timestamp: window.maxTimestamp };
        spilled.add(window, structural, known, Array.isArray(values) ? values : [...values]);
      }
      spilled.flushWindow(window);
    }
    this.#values.clear();
    this.#facts.clear();
    this.#held = 0;
    this.#heldHold = MAX_TIMESTAMP;
    this.#heldAtLook = 0;
    this.#bytes = 0;
  }

  get #bytesInUse(): number {
    return this.#bytes + (this.#spilled?.bytes ?? 0);
  }

  #absorbSpilled(other: SpilledGroups): void {
    if (this.#held > 0) this.spill();
    if (this.#spilled === undefined) this.#spilled = other;
    else this.#spilled.absorb(other);
  }

  #absorbHeld(other: GroupTable): void {
    this.#bytes += other.#bytes;
    for (const { window, entries } of other.#values.windows()) {
      const own = this.#values.entriesOf(window);
      const facts = other.#facts.entriesOf(window);
      for (const [structural, values] of entries) {
        const { key, timestamp } = facts.get(structural) ?? { key: structural, timestamp: window.maxTimestamp };
        const mine = own.get(structural);
        if (mine === undefined) {
          own.set(structural, values);
          this.#held++;
          this.#noteHold(window.maxTimestamp);
        } else appendAll(mine, values);
        this.#noteFacts(window, structural, key, timestamp);
      }
    }
  }

  /** Lets those that hold most spill, this one may be among them, where memory is used up. */
  #checkBudget(): void {
    const { budget } = this.#space;
    budget.set(this, this.#bytesInUse);
    if (budget.used > budget.limit) budget.relieve();
  }

  #spillPair(
    spilled: SpilledGroups,
    structural: unknown,
    [key, value]: readonly [unknown, unknown],
    { timestamp, windows }: Pick<ElementMetadata, "timestamp" | "windows">,
  ): void {
    const before = spilled.bytes;
    for (const window of windows) {
      const first = firstTimestamp(this.#grouping.timestampCombiner, timestamp, window);
      spilled.add(window, structural, { key, timestamp: first }, [value]);
    }
    if (spilled.bytes !== before) this.#checkBudget();
  }

  /** Reckons how much memory is used, by the pair that was just added. */
  #look(key: unknown, value: unknown): void {
    const groups = this.#held - this.#heldAtLook;
    const perGroup = this.#isUnion ? bytesPerGroup + bytesPerUnion : bytesPerGroup;
    // Of what tells a union's member nothing is kept.
    const kept = value instanceof UnionMember ? value.value : value;
    this.#bytes += this.#sampler.look(kept) + (groups === 0 ? 0 : groups * (perGroup + estimateBytes(key)));
    this.#untilLook = this.#sampler.interval;
    this.#heldAtLook = this.#held;
    this.#checkBudget();
  }

  /** Notes what can't be told from a group's structural key and window. */
  #noteFacts(window: Window, structural: unknown, ...[key, timestamp]: [unknown, Timestamp]): void {
    const { timestampCombiner } = this.#grouping;
    const isTold = structural === key && timestampCombiner === "endOfWindow";
    if (isTold) return;
    const facts = this.#facts.entriesOf(window);
    const known = facts.get(structural);
    if (known === undefined) {
      const first = firstTimestamp(timestampCombiner, timestamp, window);
      facts.set(structural, { key, timestamp: first });
      this.#noteHold(first);
      return;
    }
    const before = known.timestamp;
    known.timestamp = combineTimestamps(timestampCombiner, before, timestamp);
    if (known.timestamp > before && before === this.#heldHold) this.#heldHold = undefined;
    else this.#noteHold(known.timestamp);
  }

  /** Notes when a group may be emitted at the earliest. */
  #noteHold(timestamp: Timestamp): void {
    if (this.#heldHold !== undefined && timestamp < this.#heldHold) this.#heldHold = timestamp;
  }

  #holdOfHeld(): Timestamp {
    let hold = MAX_TIMESTAMP;
    for (const { window } of this.#values.windows()) hold = Math.min(hold, this.#holdOf(window));
    return hold;
  }

  #holdOf(window: Window): Timestamp {
    let hold = window.maxTimestamp;
    if (this.#grouping.timestampCombiner === "endOfWindow") return hold;
    for (const { timestamp } of this.#facts.entriesOf(window).values()) hold = Math.min(hold, timestamp);
    return hold;
  }
}

function unionOf(value: unknown): UnionValues {
  const values = new UnionValues();
  values.add(value);
  return values;
}

/** Adds the values of a group to another, which is of the same kind. */
function appendAll(mine: GroupValues, values: GroupValues): void {
  if (mine instanceof UnionValues && values instanceof UnionValues) mine.absorb(values);
  else if (Array.isArray(mine)) for (const value of values) mine.push(value);
}
