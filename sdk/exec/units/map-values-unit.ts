import type { CallSettings, ValueFunction } from "../../dofn/element-fn.ts";
import { AttemptContext } from "../calls/attempt.ts";
import { isThenable, type MaybePromise } from "../maybe-promise.ts";
import { isPair } from "../../values/pair.ts";
import type { PairReceiver, Unit, UnitParts } from "../unit.ts";
import { callUnit, needsLane } from "./call-unit.ts";
import { AsyncFunctionSide } from "./function-unit.ts";

type Pair = readonly [key: unknown, value: unknown];

/** Passes on each pair with what a function returns for its value in the place of the value. */
export function mapValuesUnit(parts: UnitParts, fn: ValueFunction, settings: CallSettings): Unit {
  const { received, failures, pushPair } = parts;
  const complete = (pair: unknown, value: unknown): MaybePromise => pushPair((pair as Pair)[0], value);
  if (needsLane(settings)) return callValuesUnit(parts, fn, settings, complete);
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
  const side = new AsyncFunctionSide(parts, (pair) => process((pair as Pair)[0], (pair as Pair)[1]), complete);
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

function callValuesUnit(
  parts: UnitParts,
  fn: ValueFunction,
  settings: CallSettings,
  complete: (pair: unknown, value: unknown) => MaybePromise,
): Unit {
  const unit = callUnit(parts, settings, {
    // Nothing but pairs is received.
    call: (pair, attempt) => fn((pair as Pair)[1], new AttemptContext(attempt, parts), (pair as Pair)[0]),
    complete,
  });
  return {
    ...unit,
    receive: (element) => {
      if (!isPair(element)) throw parts.failures.notAPair(element);
      return unit.receive(element);
    },
  };
}
