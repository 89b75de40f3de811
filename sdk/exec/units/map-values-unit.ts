import type { ElementContext } from "../../dofn/contexts.ts";
import { isThenable } from "../maybe-promise.ts";
import { onlyOutput, type Unit, type UnitParts } from "../unit.ts";
import { isPair } from "../pair.ts";
import { AsyncFunctionSide } from "./function-unit.ts";

type ValueFunction = (value: unknown, context: ElementContext, key: unknown) => unknown;

/** Passes on each pair with what a function returns for its value in the place of the value. */
export function mapValuesUnit(parts: UnitParts, fn: ValueFunction): Unit {
  const push = onlyOutput(parts);
  const { received, failures } = parts;
  const callWith = (element: unknown, context: ElementContext): unknown => {
    if (!isPair(element)) throw failures.notAPair(element);
    return fn(element[1], context, element[0]);
  };
  // callWith has let nothing but pairs through.
  const side = new AsyncFunctionSide(parts, callWith, (pair, value) => push([(pair as [unknown, unknown])[0], value]));
  const { context } = side;
  return {
    receive: (element) => {
      received.elements++;
      if (side.lane !== undefined) return side.accept(element, side.lane);
      if (!isPair(element)) throw failures.notAPair(element);
      const key = element[0];
      let value: unknown;
      try {
        value = fn(element[1], context, key);
      } catch (cause) {
        throw failures.ofElement(cause, element);
      }
      return isThenable(value) ? side.begin(element, value) : push([key, value]);
    },
  };
}
