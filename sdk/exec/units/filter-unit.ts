import type { ElementFunction } from "../../dofn/element-fn.ts";
import { isThenable } from "../maybe-promise.ts";
import { onlyOutput, type Unit, type UnitParts } from "../unit.ts";
import { AsyncFunctionSide } from "./function-unit.ts";

/** Passes on the elements for which a function returns something truthy. */
export function filterUnit(parts: UnitParts, fn: ElementFunction): Unit {
  const push = onlyOutput(parts);
  const { received, failures } = parts;
  const side = new AsyncFunctionSide(parts, fn, (element, keep) => (keep ? push(element) : undefined));
  const { context } = side;
  return {
    receive: (element) => {
      received.elements++;
      if (side.lane !== undefined) return side.accept(element, side.lane);
      let keep: unknown;
      try {
        keep = fn(element, context);
      } catch (cause) {
        throw failures.ofElement(cause, element);
      }
      if (isThenable(keep)) return side.begin(element, keep);
      return keep ? push(element) : undefined;
    },
  };
}
