import type { CallSettings, ElementFunction } from "../../dofn/element-fn.ts";
import { describeResult, WrongResultError } from "../../dofn/wrong-result-error.ts";
import { isTimestamp } from "../../values/timestamp.ts";
import { isThenable, type MaybePromise } from "../maybe-promise.ts";
import { onlyOutput, type Receiver, type Unit, type UnitParts } from "../unit.ts";
import { callOf, callUnit, needsLane } from "./call-unit.ts";
import { AsyncFunctionSide } from "./function-unit.ts";

/** Passes on each element at the timestamp that a function returns for it. */
export function withTimestampsUnit(parts: UnitParts, fn: ElementFunction, settings: CallSettings): Unit {
  const push = onlyOutput(parts);
  const { received, failures, registers } = parts;
  const pushAt = (element: unknown, result: unknown): MaybePromise => {
    const timestamp = result instanceof Date ? result.getTime() : result;
    if (typeof timestamp !== "number" || !isTimestamp(timestamp)) {
      throw failures.ofElement(
        new WrongResultError(`A timestamp is a Date or whole milliseconds; got ${describeResult(result)}.`, [
          "return a Date:  new Date(element.at)",
          "return milliseconds since the epoch:  Date.parse(element.at)",
        ]),
        element,
      );
    }
    const before = registers.timestamp;
    registers.timestamp = timestamp;
    const work = push(element);
    registers.timestamp = before;
    return work;
  };
  if (needsLane(settings)) return callUnit(parts, settings, { call: callOf(parts, fn), complete: pushAt });
  const process: Receiver = (element) => {
    let result: unknown;
    try {
      result = fn(element, side.context);
    } catch (cause) {
      throw failures.ofElement(cause, element);
    }
    return isThenable(result) ? side.begin(element, result) : pushAt(element, result);
  };
  const side = new AsyncFunctionSide(parts, process, pushAt);
  const { lane } = side;
  return {
    receive: (element) => {
      received.elements++;
      return lane.busy === undefined ? process(element) : lane.wait(element);
    },
  };
}
