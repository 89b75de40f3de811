import type { ElementFunction } from "../../dofn/element-fn.ts";
import { isThenable } from "../maybe-promise.ts";
import { onlyOutput, type Receiver, type Unit, type UnitParts } from "../unit.ts";
import { AsyncFunctionSide } from "./function-unit.ts";

/** Passes on what a function returns for each element. */
export function mapUnit(parts: UnitParts, fn: ElementFunction): Unit {
  const push = onlyOutput(parts);
  const { received, failures } = parts;
  const process: Receiver = (element) => {
    let result: unknown;
    try {
      result = fn(element, side.context);
    } catch (cause) {
      throw failures.ofElement(cause, element);
    }
    return isThenable(result) ? side.begin(element, result) : push(result);
  };
  const side = new AsyncFunctionSide(parts, process, (_, result) => push(result));
  const { lane } = side;
  return {
    receive: (element) => {
      received.elements++;
      return lane.busy === undefined ? process(element) : lane.wait(element);
    },
  };
}
