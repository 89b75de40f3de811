import { NO_FIRING } from "../../values/pane.ts";
import type { Timestamp } from "../../values/timestamp.ts";
import { combineTimestamps, firstTimestamp } from "../../windowing/combine-timestamps.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import { isPair } from "../pair.ts";
import { onlyOutput, type Unit, type UnitParts } from "../unit.ts";
import { WindowTable, type WindowEntries } from "../window-table.ts";
import { combineFnOf, groupingOf } from "./combine-step.ts";

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
  const { received, registers, failures } = parts;
  const push = onlyOutput(parts);
  const fn = combineFnOf(parts);
  const { keyCoder, windowing } = groupingOf(parts);
  const { timestampCombiner } = windowing;
  const table = new WindowTable<Entry>(windowing.windowFn.windowCoder);
  let size = 0;

  async function flushAfter(work: Promise<void>, rest: Iterator<WindowEntries<Entry>>, entries: Iterator<Entry>): Promise<void> {
    await work;
    const more = pushWindows(rest, entries);
    if (more !== undefined) await more;
  }

  function pushWindows(rest: Iterator<WindowEntries<Entry>>, begun?: Iterator<Entry>): MaybePromise {
    let entries = begun;
    for (;;) {
      if (entries === undefined) {
        const next = rest.next();
        if (next.done === true) return undefined;
        registers.windows = [next.value.window];
        entries = next.value.entries.values();
      }
      for (let entry = entries.next(); entry.done !== true; entry = entries.next()) {
        const { key, accumulator, timestamp } = entry.value;
        registers.timestamp = timestamp;
        registers.pane = NO_FIRING;
        const work = push([key, fn.compact === undefined ? accumulator : fn.compact(accumulator)]);
        if (work !== undefined) return flushAfter(work, rest, entries);
      }
      entries = undefined;
    }
  }

  /** Passes on what the table holds, and empties it. What comes while that waits goes into the emptied table. */
  function flush(): MaybePromise {
    const before = registers.snapshot();
    const windows = [...table.windows()];
    table.clear();
    size = 0;
    const work = pushWindows(windows.values());
    registers.install(before);
    return work;
  }

  return {
    finishBundle: flush,
    startBundle() {
      table.clear();
      size = 0;
      return undefined;
    },
    receive: (element) => {
      received.elements++;
      if (!isPair(element)) throw failures.notAPair(element);
      const { windows, timestamp } = registers;
      const key = element[0];
      try {
        const structural = keyCoder.structuralValue(key);
        for (let i = 0; i < windows.length; i++) {
          // The index is within bounds: no check per element for what can't be.
          const window = windows[i] as (typeof windows)[number];
          const entries = table.entriesOf(window);
          const entry = entries.get(structural);
          if (entry === undefined) {
            const accumulator = fn.addInput(fn.createAccumulator(), element[1]);
            entries.set(structural, { key, accumulator, timestamp: firstTimestamp(timestampCombiner, timestamp, window) });
            size++;
          } else {
            entry.accumulator = fn.addInput(entry.accumulator, element[1]);
            if (timestampCombiner !== "endOfWindow") {
              entry.timestamp = combineTimestamps(timestampCombiner, entry.timestamp, timestamp);
            }
          }
        }
      } catch (cause) {
        throw failures.ofElement(cause, element);
      }
      return size < maxEntries ? undefined : flush();
    },
  };
}
