import type { ElementFunction } from "../../dofn/element-fn.ts";
import { isThenable } from "../maybe-promise.ts";
import { onlyOutput, type Unit, type UnitParts } from "../unit.ts";
import { AsyncFunctionSide } from "./function-unit.ts";

/** Passes on what a function returns for each element. */
export function mapUnit(parts: UnitParts, fn: ElementFunction): Unit {
  const push = onlyOutput(parts);
  const { received, failures } = parts;
  const side = new AsyncFunctionSide(parts, fn, (_, result) => push(result));
  const { context } = side;
  return {
    receive: (element) => {
      received.elements++;
      if (side.lane !== undefined) return side.accept(element, side.lane);
      let result: unknown;
      try {
        result = fn(element, context);
      } catch (cause) {
        throw failures.ofElement(cause, element);
      }
      return isThenable(result) ? side.begin(element, result) : push(result);
    },
  };
}
