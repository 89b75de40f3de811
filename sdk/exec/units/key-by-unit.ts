import type { CallSettings, ElementFunction } from "../../dofn/element-fn.ts";
import { isThenable, type MaybePromise } from "../maybe-promise.ts";
import type { Receiver, Unit, UnitParts } from "../unit.ts";
import { callOf, callUnit, needsLane } from "./call-unit.ts";
import { AsyncFunctionSide } from "./function-unit.ts";

/** Passes on each element as a pair with the key that a function returns for it. */
export function keyByUnit(parts: UnitParts, fn: ElementFunction, settings: CallSettings): Unit {
  const { received, failures, pushPair } = parts;
  const complete = (element: unknown, key: unknown): MaybePromise => pushPair(key, element);
  if (needsLane(settings)) return callUnit(parts, settings, { call: callOf(parts, fn), complete });
  const process: Receiver = (element) => {
    let key: unknown;
    try {
      key = fn(element, side.context);
    } catch (cause) {
      throw failures.ofElement(cause, element);
    }
    return isThenable(key) ? side.begin(element, key) : pushPair(key, element);
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
