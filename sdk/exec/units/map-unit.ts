import type { CallSettings, ElementFunction } from "../../dofn/element-fn.ts";
import { FailedCall } from "../calls/call-attempts.ts";
import { failedElements } from "../calls/dead-letters.ts";
import { isThenable } from "../maybe-promise.ts";
import type { Receiver, Unit, UnitParts } from "../unit.ts";
import { callOf, callUnit, mainOutput, needsLane } from "./call-unit.ts";
import { AsyncFunctionSide } from "./function-unit.ts";

/** Passes on what a function returns for each element. */
export function mapUnit(parts: UnitParts, fn: ElementFunction, settings: CallSettings): Unit {
  const push = mainOutput(parts);
  if (needsLane(settings)) {
    return callUnit(parts, settings, { call: callOf(parts, fn), complete: (_, result) => push(result) });
  }
  const { received } = parts;
  const failed = failedElements(parts, settings);
  const process: Receiver = (element) => {
    let result: unknown;
    try {
      result = fn(element, side.context);
    } catch (cause) {
      return failed.take(element, new FailedCall(cause, 1));
    }
    return isThenable(result) ? side.begin(element, result) : push(result);
  };
  const side = new AsyncFunctionSide(parts, process, (_, result) => push(result), failed);
  const { lane } = side;
  return {
    receive: (element) => {
      received.elements++;
      return lane.busy === undefined ? process(element) : lane.wait(element);
    },
    finishBundle: () => {
      failed.finish();
      return undefined;
    },
  };
}
