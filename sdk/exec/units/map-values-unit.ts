import type { ElementContext } from "../../dofn/contexts.ts";
import { isThenable } from "../maybe-promise.ts";
import type { PairReceiver, Unit, UnitParts } from "../unit.ts";
import { isPair } from "../pair.ts";
import { AsyncFunctionSide } from "./function-unit.ts";

type ValueFunction = (value: unknown, context: ElementContext, key: unknown) => unknown;
type Pair = readonly [key: unknown, value: unknown];

/** Passes on each pair with what a function returns for its value in the place of the value. */
export function mapValuesUnit(parts: UnitParts, fn: ValueFunction): Unit {
  const { received, failures, pushPair } = parts;
  const process: PairReceiver = (key, before) => {
    let value: unknown;
    try {
      value = fn(before, side.context, key);
    } catch (cause) {
      throw failures.ofElement(cause, [key, before]);
    }
    return isThenable(value) ? side.begin([key, before], value) : pushPair(key, value);
  };
  // Nothing but pairs is put in line, or begun.
  const side = new AsyncFunctionSide(
    parts,
    (pair) => process((pair as Pair)[0], (pair as Pair)[1]),
    (pair, value) => pushPair((pair as Pair)[0], value),
  );
  const { lane } = side;
  const receivePair: PairReceiver = (key, value) => {
    received.elements++;
    return lane.busy === undefined ? process(key, value) : lane.wait([key, value]);
  };
  return {
    receivePair,
    receive: (element) => {
      if (!isPair(element)) throw failures.notAPair(element);
      return receivePair(element[0], element[1]);
    },
  };
}
