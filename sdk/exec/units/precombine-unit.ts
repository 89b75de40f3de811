import { syncAccumulator } from "../../dofn/bind-combine-fn.ts";
import type { CombineFn } from "../../dofn/combine-fn.ts";
import { NO_FIRING } from "../../values/pane.ts";
import type { Timestamp } from "../../values/timestamp.ts";
import type { Window } from "../../values/window.ts";
import { combineTimestamps, firstTimestamp } from "../../windowing/combine-timestamps.ts";
import type { TimestampCombiner } from "../../windowing/windowing-strategy.ts";
import { estimateBytes } from "../estimate-bytes.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import { isPair } from "../../values/pair.ts";
import { onlyOutput, type PairReceiver, type Receiver, type Unit, type UnitParts } from "../unit.ts";
import { WindowTable, type WindowEntries } from "../window-table.ts";
import { CombineStep, groupingOf } from "./combine-step.ts";

/** What there is to know of a key beside its accumulator, where that can't be told from its structural value. */
interface KeyFacts {
  readonly key: unknown;
  timestamp: Timestamp;
}

/** A window's accumulators, by the structural values of their keys, and what else there is to know of them. */
interface WindowContent extends WindowEntries<unknown> {
  readonly facts: ReadonlyMap<unknown, KeyFacts>;
}

/** How many accumulators a bundle holds before it passes them on: some 50 MB of small ones. */
const maxEntries = 250_000;
/** How much the accumulators may take beside that. */
const maxBytes = 64 * 2 ** 20;
/** One accumulator is looked at each time so many elements have come: one less than a power of two. */
const lookMask = 0x3fff;

/**
 * Combines what it can of each key within a bundle, and passes on one accumulator a key and window: the first part of
 * a lifted combination.
 *
 *     [k, 1] [j, 1] [k, 1]  ->  [k, acc(1, 1)] [j, acc(1)]
 */
export function precombineUnit(parts: UnitParts): Unit {
  return new PrecombineUnit(parts);
}

class PrecombineUnit implements Unit {
  readonly receive: Receiver;
  readonly receivePair: PairReceiver;
  readonly #parts: UnitParts;
  readonly #push: Receiver;
  readonly #step: CombineStep;
  #fn: CombineFn<unknown, unknown, unknown>;
  readonly #combiner: TimestampCombiner;
  // Apart from each other: a word count that finds its numbers in the table itself takes a tenth less time.
  readonly #accumulators: WindowTable<unknown>;
  readonly #facts: WindowTable<KeyFacts>;
  #size = 0;
  /** How many accumulators were looked at, and how many bytes they took. */
  #looks = 0;
  #bytesSeen = 0;

  constructor(parts: UnitParts) {
    const { received, registers, failures } = parts;
    const { keyCoder, windowing } = groupingOf(parts);
    this.#parts = parts;
    this.#push = onlyOutput(parts);
    this.#step = new CombineStep(parts);
    this.#fn = this.#step.fn;
    this.#combiner = windowing.timestampCombiner;
    this.#accumulators = new WindowTable(windowing.windowFn.windowCoder);
    this.#facts = new WindowTable(windowing.windowFn.windowCoder);
    this.receivePair = (key, value) => {
      received.elements++;
      let structural: unknown;
      try {
        structural = keyCoder.structuralValue(key);
        const { windows } = registers;
        // By index: an iterator an element costs a tenth of a word count.
        for (let i = 0; i < windows.length; i++) this.#add(structural, key, value, windows[i] as Window);
      } catch (cause) {
        throw failures.ofElement(cause, [key, value], this.#factsOf(structural));
      }
      const isFull =
        this.#size >= maxEntries ||
        ((received.elements & lookMask) === 0 && this.#isLarge(keyCoder.structuralValue(key)));
      return isFull ? this.finishBundle() : undefined;
    };
    this.receive = (element) => {
      if (!isPair(element)) throw failures.notAPair(element);
      return this.receivePair(element[0], element[1]);
    };
  }

  setup(): MaybePromise {
    return this.#step.setup((fn) => {
      this.#fn = fn;
    });
  }

  teardown(): MaybePromise {
    return this.#step.teardown();
  }

  startBundle(): undefined {
    this.#accumulators.clear();
    this.#facts.clear();
    this.#size = 0;
    this.#looks = 0;
    this.#bytesSeen = 0;
  }

  /** Passes on what the table holds, and empties it. What comes while that waits goes into the emptied table. */
  finishBundle(): MaybePromise {
    const { registers } = this.#parts;
    const before = registers.snapshot();
    const windows = [...this.#accumulators.windows()].map((found) => ({
      ...found,
      facts: this.#facts.entriesOf(found.window),
    }));
    this.startBundle();
    const work = this.#pushWindows(windows.values());
    registers.install(before);
    return work;
  }

  /** Whether the accumulators, of which that of the last element is one, have come to take too much memory. */
  #isLarge(structural: unknown): boolean {
    for (const window of this.#parts.registers.windows) {
      this.#bytesSeen += estimateBytes(this.#accumulators.entriesOf(window).get(structural));
      this.#looks++;
    }
    return (this.#bytesSeen / this.#looks) * this.#size > maxBytes;
  }

  /** What to tell of a failure: a function without a `return` fails at the next value, where it isn't seen why. */
  #factsOf(structural: unknown): Readonly<Record<string, string>> | undefined {
    const isForgotten = this.#parts.registers.windows.some((window) => {
      const entries = this.#accumulators.entriesOf(window);
      return entries.has(structural) && entries.get(structural) === undefined;
    });
    return isForgotten ? { accumulator: "undefined, which addInput has returned for a value before" } : undefined;
  }

  #add(structural: unknown, key: unknown, value: unknown, window: Window): void {
    const accumulators = this.#accumulators.entriesOf(window);
    const before = accumulators.get(structural);
    const isFirst = before === undefined && !accumulators.has(structural);
    if (isFirst) {
      accumulators.set(structural, syncAccumulator(this.#fn.addInput(this.#fn.createAccumulator(), value)));
      this.#size++;
    } else {
      const after = this.#fn.addInput(before, value);
      if (after !== before) accumulators.set(structural, syncAccumulator(after));
    }
    if (isFirst || this.#combiner !== "endOfWindow") this.#noteFacts(structural, key, window);
  }

  /** Notes what can't be told from a structural key and its window. */
  #noteFacts(structural: unknown, key: unknown, window: Window): void {
    if (structural === key && this.#combiner === "endOfWindow") return;
    const { timestamp } = this.#parts.registers;
    const facts = this.#facts.entriesOf(window);
    const known = facts.get(structural);
    if (known !== undefined) known.timestamp = combineTimestamps(this.#combiner, known.timestamp, timestamp);
    else facts.set(structural, { key, timestamp: firstTimestamp(this.#combiner, timestamp, window) });
  }

  #pushWindows(windows: Iterator<WindowContent>): MaybePromise {
    for (let next = windows.next(); next.done !== true; next = windows.next()) {
      const { entries, ...content } = next.value;
      const work = this.#pushEntries(entries.entries(), content, [content.window]);
      if (work !== undefined) return work.then(() => this.#pushWindows(windows));
    }
    return undefined;
  }

  #pushEntries(
    entries: Iterator<[unknown, unknown]>,
    content: Omit<WindowContent, "entries">,
    windows: readonly Window[],
  ): MaybePromise {
    const { registers } = this.#parts;
    for (let next = entries.next(); next.done !== true; next = entries.next()) {
      const [structural, accumulator] = next.value;
      const { key, timestamp } = content.facts.get(structural) ?? {
        key: structural,
        timestamp: content.window.maxTimestamp,
      };
      registers.install({ timestamp, windows, pane: NO_FIRING });
      const work = this.#push([key, this.#compacted(accumulator)]);
      if (work !== undefined) return work.then(() => this.#pushEntries(entries, content, windows));
    }
    return undefined;
  }

  #compacted(accumulator: unknown): unknown {
    if (this.#fn.compact === undefined) return accumulator;
    try {
      return syncAccumulator(this.#fn.compact(accumulator));
    } catch (cause) {
      throw this.#parts.failures.of("compact", cause);
    }
  }
}
