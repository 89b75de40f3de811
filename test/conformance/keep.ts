import type { PCollection } from "../../sdk/index.ts";
import { windowName } from "../../sdk/testing/conformance/window-name.ts";

/** An element with what surrounds it: `[value, timestamp, window]`. */
export type Kept = readonly [value: unknown, timestamp: number, window: string];

/** Adds a step that keeps the elements of a collection in this process, in the order in which they come. */
export function keep(collection: PCollection<unknown>, name = "Keep"): Kept[] {
  const kept: Kept[] = [];
  collection.map(name, (value, { timestamp, window }) => {
    kept.push([value, timestamp, windowName(window)]);
    return null;
  });
  return kept;
}

/** Returns the values of what was kept. */
export function valuesOf(kept: readonly Kept[]): unknown[] {
  return kept.map(([value]) => value);
}
