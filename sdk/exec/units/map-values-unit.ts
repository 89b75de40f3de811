import type { ElementContext } from "../../dofn/contexts.ts";
import { isThenable } from "../maybe-promise.ts";
import type { PairReceiver, Unit, UnitParts } from "../unit.ts";
import { isPair } from "../pair.ts";
import { AsyncFunctionSide } from "./function-unit.ts";

type ValueFunction = (value: unknown, context: ElementContext, key: unknown) => unknown;

/** Passes on each pair with what a function returns for its value in the place of the value. */
export function mapValuesUnit(parts: UnitParts, fn: ValueFunction): Unit {
  const { received, failures, pushPair } = parts;
  const callWith = (element: unknown, context: ElementContext): unknown => {
    const [key, value] = element as readonly [unknown, unknown];
    return fn(value, context, key);
  };
  // Nothing but pairs comes this far: the receivers have seen to it.
  const side = new AsyncFunctionSide(parts, callWith, (pair, value) =>
    pushPair((pair as [unknown, unknown])[0], value),
  );
  const { context } = side;
  const receivePair: PairReceiver = (key, before) => {
    received.elements++;
    if (side.lane !== undefined) return side.accept([key, before], side.lane);
    let value: unknown;
    try {
      value = fn(before, context, key);
    } catch (cause) {
      throw failures.ofElement(cause, [key, before]);
    }
    return isThenable(value) ? side.begin([key, before], value) : pushPair(key, value);
  };
  return {
    receivePair,
    receive: (element) => {
      if (!isPair(element)) throw failures.notAPair(element);
      return receivePair(element[0], element[1]);
    },
  };
}
