import type { CallSettings, ElementFunction } from "../../dofn/element-fn.ts";
import { isThenable, type MaybePromise } from "../maybe-promise.ts";
import { onlyOutput, type Receiver, type Unit, type UnitParts } from "../unit.ts";
import { callOf, callUnit, needsLane } from "./call-unit.ts";
import { AsyncFunctionSide } from "./function-unit.ts";

/** Passes on the elements for which a function returns something truthy. */
export function filterUnit(parts: UnitParts, fn: ElementFunction, settings: CallSettings): Unit {
  const push = onlyOutput(parts);
  const complete = (element: unknown, keep: unknown): MaybePromise => (keep ? push(element) : undefined);
  if (needsLane(settings)) return callUnit(parts, settings, { call: callOf(parts, fn), complete });
  const { received, failures } = parts;
  const process: Receiver = (element) => {
    let keep: unknown;
    try {
      keep = fn(element, side.context);
    } catch (cause) {
      throw failures.ofElement(cause, element);
    }
    if (isThenable(keep)) return side.begin(element, keep);
    return keep ? push(element) : undefined;
  };
  const side = new AsyncFunctionSide(parts, process, complete);
  const { lane } = side;
  return {
    receive: (element) => {
      received.elements++;
      return lane.busy === undefined ? process(element) : lane.wait(element);
    },
  };
}
