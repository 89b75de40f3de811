import { checkOptionNames } from "../options/option-names.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { Duration } from "../values/duration.ts";
import type { WindowFn } from "../windowing/window-fn.ts";
import type { TimestampCombiner } from "../windowing/windowing-strategy.ts";
import { addStep, namedArguments } from "./step.ts";

/** How windowed elements are grouped. */
export interface WindowOptions {
  /** Which event time a group gets; the end of its window when left out. */
  readonly timestampCombiner?: TimestampCombiner;
  /** How long after the watermark has passed a window's end its elements are still taken; none when left out. */
  readonly allowedLateness?: Duration;
}

const optionNames: readonly (keyof WindowOptions)[] = ["timestampCombiner", "allowedLateness"];

/** Assigns windows to elements. */
export function windowInto<T>(input: PCollection<T>, args: readonly unknown[]): PCollection<T> {
  const { name, taken, options } = namedArguments(args, "window");
  const windowFn = taken as WindowFn;
  if (typeof windowFn.assignWindows !== "function") {
    throw new TypeError("window(...) takes a WindowFn, such as fixedWindows(minutes(5)).");
  }
  const given: WindowOptions = options ?? {};
  checkOptionNames(given, optionNames, "window(...)");
  const { timestampCombiner, allowedLateness } = given;
  const before = input.node.windowing;
  return addStep(input, {
    name,
    spec: { kind: "assignWindows", windowFn },
    coder: { from: "sameAs", collection: input.node },
    windowing: Object.freeze({
      ...before,
      windowFn,
      timestampCombiner: timestampCombiner ?? "endOfWindow",
      allowedLatenessMillis: allowedLateness?.millis ?? before.allowedLatenessMillis,
      mergeStatus: windowFn.isMerging ? "needsMerge" : "nonMerging",
      assignsToOneWindow: windowFn.assignsToOneWindow ?? false,
    }),
  });
}
