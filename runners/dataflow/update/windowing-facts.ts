import type { WindowingStrategy as WindowingStrategyProto } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { CoderReader } from "../../../sdk/translate/coders.ts";
import { purlinUrns } from "../../../sdk/translate/purlin-urns.ts";
import { readWindowing } from "../../../sdk/translate/windowing.ts";
import { OpaqueWindowFn } from "../../../sdk/translate/windowing/opaque-window-fn.ts";
import type { TimestampTransform, Trigger } from "../../../sdk/windowing/trigger.ts";
import type { WindowFn } from "../../../sdk/windowing/window-fn.ts";
import { functionName, shortly, shortUrn, type CoderShape } from "./coder-shape.ts";
import type { StepFact } from "./step.ts";

/** Returns what an update compares of the windowing of elements that a step keeps, but for how windows are assigned. */
export function windowingFacts(
  proto: WindowingStrategyProto,
  windowCoder: CoderShape,
  coders: CoderReader,
): [string, StepFact][] {
  const strategy = readWindowing(proto, coders, undefined);
  const { trigger, accumulationMode, timestampCombiner, closingBehavior, onTimeBehavior } = strategy;
  const isMerging = strategy.mergeStatus === "needsMerge";
  const settings = {
    trigger: triggerText(trigger),
    "allowed lateness": `${String(strategy.allowedLatenessMillis)} ms`,
    "accumulation mode": accumulationMode,
    "timestamp combiner": timestampCombiner,
    "closing behavior": closingBehavior,
    "on-time behavior": onTimeBehavior,
  };
  return [
    ["window coder", { aspect: "windowCoder", text: windowCoder.text }],
    ["merging", { aspect: "merging", text: isMerging ? "windows that merge" : "windows that don't merge" }],
    ...Object.entries(settings).map(([label, text]): [string, StepFact] => [label, { aspect: "windowing", text }]),
  ];
}

/** Returns a WindowFn as a text; equal texts assign alike, as far as this SDK can tell. */
export function windowFnText(windowFn: WindowFn): string {
  if (!(windowFn instanceof OpaqueWindowFn)) return windowFn.toString();
  const { urn, payload } = windowFn;
  if (payload.length === 0) return shortUrn(urn);
  return `${shortUrn(urn)}[${urn === purlinUrns.windowFn ? functionName(payload) : shortly(payload)}]`;
}

function triggerText(trigger: Trigger): string {
  switch (trigger.kind) {
    case "afterAll":
    case "afterAny":
    case "afterEach":
      return `${trigger.kind}(${trigger.triggers.map(triggerText).join(", ")})`;
    case "afterEndOfWindow": {
      const early = trigger.early === undefined ? [] : [`early: ${triggerText(trigger.early)}`];
      const late = trigger.late === undefined ? [] : [`late: ${triggerText(trigger.late)}`];
      return `afterEndOfWindow(${[...early, ...late].join(", ")})`;
    }
    case "afterProcessingTime":
      return `afterProcessingTime(${trigger.transforms.map(transformText).join(", ")})`;
    case "elementCount":
      return `elementCount(${String(trigger.count)})`;
    case "orFinally":
      return `orFinally(${triggerText(trigger.main)}, ${triggerText(trigger.finally)})`;
    case "repeat":
      return `repeat(${triggerText(trigger.trigger)})`;
    default:
      return trigger.kind;
  }
}

function transformText(transform: TimestampTransform): string {
  return transform.kind === "delay"
    ? `+${String(transform.delayMillis)} ms`
    : `aligned to ${String(transform.periodMillis)} ms + ${String(transform.offsetMillis)} ms`;
}
