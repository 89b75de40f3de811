import type { Coder } from "../coders/coder.ts";
import { intervalWindowCoder } from "../coders/interval-window-coder.ts";
import { canonicalValueCoder } from "../coders/value-coder.ts";
import { isTimestamp, type Timestamp } from "../values/timestamp.ts";
import { IntervalWindow, type Window } from "../values/window.ts";
import type { MergedWindows, WindowFn } from "./window-fn.ts";

/** What a WindowFn of the user's own is made of. */
export interface CustomWindowsParts<W extends Window, T> {
  /**
   * What it is called in messages and graphs, with what it depends on: `"quarters(Berlin)"`. Windows of equal names can be
   * grouped together.
   */
  readonly name: string;
  /** Returns the window or windows of an element: values that have a `maxTimestamp`, not before that of the element. */
  readonly assign: (timestamp: Timestamp, element: T) => W | readonly W[];
  /**
   * Returns the merges of the windows of one key: only those that change something. A window that is in none of them stays
   * as it is, and none is in two. What it returns must not depend on the order of the windows. When left out, windows are
   * not merged.
   */
  readonly merge?: (windows: readonly W[]) => readonly MergedWindows<W>[];
  /**
   * Encodes the windows; equal windows must have equal encodings. When left out, windows are encoded as plain values, which
   * `IntervalWindow` is not: those are encoded by `intervalWindowCoder`.
   */
  readonly coder?: Coder<W>;
}

/** Assigns and merges windows by functions of the user's own. Made by {@link customWindows}. */
class CustomWindows<W extends Window, T> implements WindowFn<W, T> {
  readonly kind = "custom";
  readonly windowCoder: Coder<W>;
  readonly isMerging: boolean;
  readonly assignsToOneWindow = false;
  readonly name: string;
  readonly mergeWindows?: (windows: readonly W[]) => readonly MergedWindows<W>[];
  readonly #assign: CustomWindowsParts<W, T>["assign"];
  readonly #hasCoder: boolean;

  constructor({ name, assign, merge, coder }: CustomWindowsParts<W, T>) {
    this.name = name;
    this.#assign = assign;
    this.#hasCoder = coder !== undefined;
    // What the coder gives back is what it was given.
    this.windowCoder = coder ?? (canonicalValueCoder as Coder<W>);
    this.isMerging = merge !== undefined;
    if (merge !== undefined) this.mergeWindows = (windows) => this.#checked(windows, merge(windows));
  }

  assignWindows(timestamp: Timestamp, value: T): readonly W[] {
    const assigned = this.#assign(timestamp, value);
    // A promise, which a program without type checks may return, is refused as it is by whoever asks.
    const windows = isArray(assigned) || isPromise(assigned) ? assigned : [assigned];
    if (!this.#hasCoder && windows[0] instanceof IntervalWindow) throw this.#missingCoder();
    if (this.windowCoder.kind === intervalWindowCoder.kind) this.#checkIntervals(windows);
    return windows;
  }

  isCompatible(other: WindowFn): boolean {
    return other instanceof CustomWindows && other.name === this.name && other.isMerging === this.isMerging;
  }

  toString(): string {
    return this.name;
  }

  /** Checks what `merge` has returned: a window that is lost or comes twice would take its elements with it. */
  #checked(windows: readonly W[], merges: readonly MergedWindows<W>[]): readonly MergedWindows<W>[] {
    const isList: boolean = Array.isArray(merges); // which would make of a readonly array one of anything
    if (!isList) {
      // Of a promise, nobody takes the rejection.
      Promise.resolve(merges).catch(() => undefined);
      throw this.#noMerges();
    }
    const open = new Set(windows.map((window) => this.windowCoder.structuralValue(window)));
    for (const merge of merges) {
      if (!isMerge(merge)) throw this.#noMerges();
      const { merged, from } = merge;
      if (!isTimestamp(merged.maxTimestamp)) {
        throw new RangeError(`merge of ${this.name} has made a window that ends at no instant.`);
      }
      for (const window of from) {
        if (open.delete(this.windowCoder.structuralValue(window))) continue;
        throw new RangeError(`merge of ${this.name} has merged a window twice, or one that it was not given.`);
      }
    }
    return merges;
  }

  // Here the step is the one that is told of; where the window is encoded, it would be a later one.
  #checkIntervals(windows: readonly W[]): void {
    for (let i = 0; i < windows.length; i++) {
      if (windows[i] instanceof IntervalWindow) continue;
      throw new TypeError(
        `assign of ${this.name} must return IntervalWindows, which its coder takes: new IntervalWindow(start, end).`,
      );
    }
  }

  #noMerges(): TypeError {
    return new TypeError(
      `merge of ${this.name} must return an array of { merged, from }: a window, and the array of those that it is made of.`,
    );
  }

  #missingCoder(): TypeError {
    const remedy = `customWindows({ name: ${JSON.stringify(this.name)}, coder: intervalWindowCoder, ... })`;
    return new TypeError(`${this.name} assigns IntervalWindows, whose coder must be named: ${remedy}.`);
  }
}

// What a program without type checks returns may be anything.
function isMerge(merge: Partial<MergedWindows> | null | undefined): boolean {
  return typeof merge?.merged === "object" && (merge.merged as unknown) !== null && Array.isArray(merge.from);
}

function isPromise<W extends Window>(assigned: W | readonly W[]): assigned is readonly W[] {
  return assigned instanceof Promise;
}

// Array.isArray doesn't tell a readonly array from a W.
function isArray<W extends Window>(assigned: W | readonly W[]): assigned is readonly W[] {
  return Array.isArray(assigned);
}

/**
 * Returns a WindowFn that assigns windows by a function, and merges them by another one, if any.
 *
 * Its functions run where the user's functions do, on every runner. They must depend on nothing but what they are given.
 *
 * @throws TypeError when a part is missing or has no deterministic coder
 *
 * @example
 * ```ts
 * const perTeam = customWindows({
 *   name: "hours of a team",
 *   assign: (timestamp, play: Play) => ({ team: play.team, maxTimestamp: timestamp - (timestamp % 3_600_000) + 3_599_999 }),
 * });
 * plays.window(perTeam);
 * ```
 */
export function customWindows<W extends Window, T = unknown>(parts: CustomWindowsParts<W, T>): WindowFn<W, T> {
  const { name, assign, merge, coder } = parts as Partial<CustomWindowsParts<W, T>>;
  if (typeof name !== "string" || name === "") throw new TypeError("customWindows({ name, ... }) needs a name.");
  if (typeof assign !== "function") throw new TypeError(`customWindows: ${name} needs a function assign.`);
  if (merge !== undefined && typeof merge !== "function") {
    throw new TypeError(`customWindows: merge of ${name} must be a function; got ${typeof merge}.`);
  }
  if (coder !== undefined && !coder.isDeterministic) {
    throw new TypeError(
      `customWindows: the coder of ${name} is not deterministic, and windows are compared by their encodings.`,
    );
  }
  return new CustomWindows(parts);
}
