import type { ElementFunction } from "../../dofn/element-fn.ts";
import { isThenable } from "../maybe-promise.ts";
import type { Unit, UnitParts } from "../unit.ts";
import { AsyncFunctionSide } from "./function-unit.ts";

/** Passes on each element as a pair with the key that a function returns for it. */
export function keyByUnit(parts: UnitParts, fn: ElementFunction): Unit {
  const { received, failures, pushPair } = parts;
  const side = new AsyncFunctionSide(parts, fn, (element, key) => pushPair(key, element));
  const { context } = side;
  return {
    receive: (element) => {
      received.elements++;
      if (side.lane !== undefined) return side.accept(element, side.lane);
      let key: unknown;
      try {
        key = fn(element, context);
      } catch (cause) {
        throw failures.ofElement(cause, element);
      }
      return isThenable(key) ? side.begin(element, key) : pushPair(key, element);
    },
  };
}
