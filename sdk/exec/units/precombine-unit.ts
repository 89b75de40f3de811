import type { CombineFn } from "../../dofn/combine-fn.ts";
import { NO_FIRING } from "../../values/pane.ts";
import type { Timestamp } from "../../values/timestamp.ts";
import type { Window } from "../../values/window.ts";
import { combineTimestamps, firstTimestamp } from "../../windowing/combine-timestamps.ts";
import type { TimestampCombiner } from "../../windowing/windowing-strategy.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import { isPair } from "../pair.ts";
import { onlyOutput, type PairReceiver, type Receiver, type Unit, type UnitParts } from "../unit.ts";
import { WindowTable, type WindowEntries } from "../window-table.ts";
import { combineFnOf, groupingOf, syncAccumulator } from "./combine-step.ts";

interface Entry {
  readonly key: unknown;
  accumulator: unknown;
  timestamp: Timestamp;
}

/** How many accumulators a bundle holds before it passes them on: some 50 MB of small ones. */
const maxEntries = 250_000;

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
  readonly #fn: CombineFn<unknown, unknown, unknown>;
  readonly #combiner: TimestampCombiner;
  readonly #table: WindowTable<Entry>;
  #size = 0;

  constructor(parts: UnitParts) {
    const { received, registers, failures } = parts;
    const { keyCoder, windowing } = groupingOf(parts);
    this.#parts = parts;
    this.#push = onlyOutput(parts);
    this.#fn = combineFnOf(parts);
    this.#combiner = windowing.timestampCombiner;
    this.#table = new WindowTable(windowing.windowFn.windowCoder);
    this.receivePair = (key, value) => {
      received.elements++;
      try {
        const structural = keyCoder.structuralValue(key);
        const { windows } = registers;
        // By index: an iterator an element costs a tenth of a word count.
        for (let i = 0; i < windows.length; i++) this.#add(structural, key, value, windows[i] as Window);
      } catch (cause) {
        throw failures.ofElement(cause, [key, value]);
      }
      return this.#size < maxEntries ? undefined : this.finishBundle();
    };
    this.receive = (element) => {
      if (!isPair(element)) throw failures.notAPair(element);
      return this.receivePair(element[0], element[1]);
    };
  }

  startBundle(): undefined {
    this.#table.clear();
    this.#size = 0;
  }

  /** Passes on what the table holds, and empties it. What comes while that waits goes into the emptied table. */
  finishBundle(): MaybePromise {
    const { registers } = this.#parts;
    const before = registers.snapshot();
    const windows = [...this.#table.windows()];
    this.startBundle();
    const work = this.#pushWindows(windows.values());
    registers.install(before);
    return work;
  }

  #add(structural: unknown, key: unknown, value: unknown, window: Window): void {
    const entries = this.#table.entriesOf(window);
    const entry = entries.get(structural);
    if (entry === undefined) {
      const { timestamp } = this.#parts.registers;
      // Once a key is enough: a function that returns promises has returned one here.
      const accumulator = syncAccumulator(this.#fn.addInput(this.#fn.createAccumulator(), value));
      entries.set(structural, { key, accumulator, timestamp: firstTimestamp(this.#combiner, timestamp, window) });
      this.#size++;
    } else {
      entry.accumulator = this.#fn.addInput(entry.accumulator, value);
      if (this.#combiner !== "endOfWindow") {
        entry.timestamp = combineTimestamps(this.#combiner, entry.timestamp, this.#parts.registers.timestamp);
      }
    }
  }

  #pushWindows(windows: Iterator<WindowEntries<Entry>>): MaybePromise {
    for (let next = windows.next(); next.done !== true; next = windows.next()) {
      const work = this.#pushEntries(next.value.entries.values(), [next.value.window]);
      if (work !== undefined) return work.then(() => this.#pushWindows(windows));
    }
    return undefined;
  }

  #pushEntries(entries: Iterator<Entry>, windows: readonly Window[]): MaybePromise {
    const { registers } = this.#parts;
    for (let next = entries.next(); next.done !== true; next = entries.next()) {
      const { key, accumulator, timestamp } = next.value;
      registers.install({ timestamp, windows, pane: NO_FIRING });
      const work = this.#push([key, this.#compacted(accumulator)]);
      if (work !== undefined) return work.then(() => this.#pushEntries(entries, windows));
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
