import type { ElementFunction } from "../../dofn/element-fn.ts";
import { isThenable } from "../maybe-promise.ts";
import type { Receiver, Unit, UnitParts } from "../unit.ts";
import { AsyncFunctionSide } from "./function-unit.ts";

/** Passes on each element as a pair with the key that a function returns for it. */
export function keyByUnit(parts: UnitParts, fn: ElementFunction): Unit {
  const { received, failures, pushPair } = parts;
  const process: Receiver = (element) => {
    let key: unknown;
    try {
      key = fn(element, side.context);
    } catch (cause) {
      throw failures.ofElement(cause, element);
    }
    return isThenable(key) ? side.begin(element, key) : pushPair(key, element);
  };
  const side = new AsyncFunctionSide(parts, process, (element, key) => pushPair(key, element));
  const { lane } = side;
  return {
    receive: (element) => {
      received.elements++;
      return lane.busy === undefined ? process(element) : lane.wait(element);
    },
  };
}
