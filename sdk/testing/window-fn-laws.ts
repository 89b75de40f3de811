import { inspect } from "node:util";
import { decodeBytes, encodeBytes } from "../coders/encode-bytes.ts";
import { PurlinError } from "../values/purlin-error.ts";
import { isTimestamp, type Timestamp } from "../values/timestamp.ts";
import type { Window } from "../values/window.ts";
import type { MergedWindows, WindowFn } from "../windowing/window-fn.ts";

/** Thrown when a WindowFn does what runners don't expect of it. */
export class WindowFnLawError extends PurlinError {
  constructor(claim: string, windowFn: WindowFn<Window, never>, facts: Readonly<Record<string, unknown>>) {
    super("WindowFnLawError", "PURLIN_WINDOW_FN_LAW", {
      summary: `${windowFn.toString()} breaks a law: ${claim}.`,
      facts: Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, show(fact)])),
      remedies: ["see the contract of each function at WindowFn: a runner asks in any order, as often as it likes"],
    });
  }
}

/** An element with its time. */
export type TimedElement<T> = readonly [timestamp: Timestamp, element: T];

/**
 * Checks that a WindowFn assigns, encodes and merges windows as runners rely on: the same windows whenever and in
 * whatever order it is asked, none of which is over before its element; windows that come back from their coder; merges
 * that don't depend on the order of the windows, nor on whether some of them were merged before.
 *
 * Feed it from a property test, or with times that are hard on the function: the bounds of windows, before the epoch,
 * many equal ones.
 *
 * @param elements - elements of one key
 * @throws WindowFnLawError that names the law, and what breaks it
 *
 * @example
 * ```ts
 * it("is a lawful WindowFn", () => {
 *   const elements = fc.array(fc.tuple(fc.integer(), fc.string()));
 *   fc.assert(fc.property(elements, (elements) => checkWindowFnLaws(perTeam, elements)));
 * });
 * ```
 */
export function checkWindowFnLaws<W extends Window, T>(
  windowFn: WindowFn<W, T>,
  elements: readonly TimedElement<T>[],
): void {
  const checker = new LawChecker(windowFn);
  checker.checkItself();
  const windows = checker.checkAssignments(elements);
  checker.checkCoder(windows);
  checker.checkMerges(windows);
}

class LawChecker<W extends Window, T> {
  readonly #fn: WindowFn<W, T>;

  constructor(windowFn: WindowFn<W, T>) {
    this.#fn = windowFn;
  }

  checkItself(): void {
    const { isMerging, windowCoder } = this.#fn;
    const merges = typeof this.#fn.mergeWindows === "function";
    this.#hold(this.#fn.isCompatible(this.#fn), "its windows can be grouped together with themselves", {});
    this.#hold(isMerging === merges, "it has mergeWindows if and only if it is merging", {});
    this.#hold(windowCoder.isDeterministic, "the coder of its windows is deterministic", {});
  }

  /** Returns all windows, each once. */
  checkAssignments(elements: readonly TimedElement<T>[]): readonly W[] {
    const first = elements.map((element) => this.#assigned(element));
    const again = elements.toReversed().map((element) => this.#assigned(element));
    for (const [i, before] of first.entries()) {
      const after = again[elements.length - 1 - i] ?? [];
      const facts = { element: elements[i], before, after };
      this.#hold(this.#isSame(before, after), "an element gets the same windows whatever was asked before", facts);
    }
    const unique = new Map(first.flat().map((window) => [this.#keyOf(window), window]));
    return [...unique.values()];
  }

  checkCoder(windows: readonly W[]): void {
    const { windowCoder } = this.#fn;
    for (const window of windows) {
      const decoded = decodeBytes(windowCoder, encodeBytes(windowCoder, window));
      const facts = { window, decoded };
      this.#hold(this.#isSame([window], [decoded]), "windows come back from their coder as they were", facts);
      this.#hold(
        decoded.maxTimestamp === window.maxTimestamp,
        "windows come back from their coder with their last instant",
        facts,
      );
    }
  }

  checkMerges(windows: readonly W[]): void {
    if (this.#fn.mergeWindows === undefined || windows.length === 0) return;
    const merged = this.#merged(windows);
    for (const other of [windows.toReversed(), rotated(windows)]) {
      const facts = { windows, merged, "in another order": this.#merged(other) };
      this.#hold(this.#isSame(merged, this.#merged(other)), "what is merged doesn't depend on the order", facts);
    }
    const again = this.#merged(merged);
    this.#hold(this.#isSame(merged, again), "what was merged is not merged further", { windows, merged, again });
    for (const at of cuts(windows.length)) {
      const parts = [...this.#merged(windows.slice(0, at)), ...windows.slice(at)];
      const facts = { windows, merged, "some of them before": this.#merged(parts) };
      this.#hold(this.#isSame(merged, this.#merged(parts)), "it doesn't matter whether some are merged before", facts);
    }
  }

  #assigned([timestamp, element]: TimedElement<T>): readonly W[] {
    const windows: unknown = this.#fn.assignWindows(timestamp, element);
    const facts = { timestamp, element, windows };
    this.#hold(Array.isArray(windows) && windows.length > 0, "each element gets a window at least", facts);
    const assigned = [...(windows as readonly W[])];
    for (const { maxTimestamp } of assigned) {
      this.#hold(isTimestamp(maxTimestamp), "each window ends at an instant of whole milliseconds", facts);
      this.#hold(timestamp <= maxTimestamp, "no window is over before its element", facts);
    }
    const isSingle = this.#fn.assignsToOneWindow !== true || assigned.length === 1;
    this.#hold(isSingle, "it assigns one window where it says so", facts);
    const unique = new Set(assigned.map((window) => this.#keyOf(window)));
    this.#hold(unique.size === assigned.length, "no element gets a window twice", facts);
    return assigned;
  }

  /** Merges windows as an engine does, and checks that what it is told can be done. */
  #merged(windows: readonly W[]): readonly W[] {
    const open = new Map(windows.map((window) => [this.#keyOf(window), window]));
    const given = [...open.values()];
    const merges: readonly MergedWindows<W>[] = given.length === 0 ? [] : (this.#fn.mergeWindows?.(given) ?? []);
    for (const { merged, from } of merges) {
      const facts = { windows, from, merged };
      for (const window of from) {
        this.#hold(open.delete(this.#keyOf(window)), "it merges each of the windows that it is given once", facts);
        this.#hold(merged.maxTimestamp >= window.maxTimestamp, "no merged window ends before what is in it", facts);
      }
    }
    for (const { merged } of merges) {
      this.#hold(!open.has(this.#keyOf(merged)), "no merged window is one that stays as it is", { windows, merged });
      open.set(this.#keyOf(merged), merged);
    }
    return [...open.values()];
  }

  #isSame(a: readonly W[], b: readonly W[]): boolean {
    const keys = (windows: readonly W[]): Set<unknown> => new Set(windows.map((window) => this.#keyOf(window)));
    const [left, right] = [keys(a), keys(b)];
    return left.size === right.size && [...left].every((key) => right.has(key));
  }

  #keyOf(window: W): unknown {
    return this.#fn.windowCoder.structuralValue(window);
  }

  #hold(holds: boolean, claim: string, facts: Readonly<Record<string, unknown>>): void {
    if (!holds) throw new WindowFnLawError(claim, this.#fn, facts);
  }
}

function rotated<W>(windows: readonly W[]): readonly W[] {
  const half = Math.floor(windows.length / 2);
  return [...windows.slice(half), ...windows.slice(0, half)];
}

/** The most places at which a list is cut. */
const maxCuts = 12;

function cuts(length: number): readonly number[] {
  const count = Math.min(length, maxCuts);
  return Array.from({ length: count }, (_, i) => Math.ceil(((i + 1) * length) / count));
}

function show(value: unknown): string {
  return inspect(value, { depth: 3, breakLength: Infinity, maxArrayLength: 20, maxStringLength: 200 });
}
