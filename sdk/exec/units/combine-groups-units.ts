import { syncAccumulator, syncResult } from "../../dofn/bind-combine-fn.ts";
import type { CombineFn } from "../../dofn/combine-fn.ts";
import { onlyOutput, type Unit, type UnitParts } from "../unit.ts";
import { CombineStep } from "./combine-step.ts";

type Fn = CombineFn<unknown, unknown, unknown>;

/** Merges the accumulators of each key: the second part of a lifted combination. */
export function mergeAccumulatorsUnit(parts: UnitParts): Unit {
  return groupUnit(parts, (fn, accumulators) => {
    let merged: unknown;
    let isFirst = true;
    for (const accumulator of accumulators) {
      merged = isFirst ? accumulator : syncAccumulator(fn.mergeAccumulators(merged, accumulator));
      isFirst = false;
    }
    return isFirst ? fn.createAccumulator() : merged;
  });
}

/** Takes the result of each key's accumulator: the last part of a lifted combination. */
export function extractOutputsUnit(parts: UnitParts): Unit {
  return pairUnit(parts, (fn, accumulator) => syncResult(fn.extractOutput(accumulator)));
}

/**
 * Makes an accumulator of each value by itself: what a runner (Dataflow) puts in the place of the first part of a lifted
 * combination where values that it doesn't combine meet accumulators of those that it does.
 */
export function convertToAccumulatorsUnit(parts: UnitParts): Unit {
  return pairUnit(parts, (fn, value) => syncAccumulator(fn.addInput(fn.createAccumulator(), value)));
}

/** Combines the values of each group, where a combination was not lifted. */
export function combineGroupedValuesUnit(parts: UnitParts): Unit {
  return groupUnit(parts, (fn, values) => {
    let accumulator = fn.createAccumulator();
    for (const value of values) accumulator = syncAccumulator(fn.addInput(accumulator, value));
    return syncResult(fn.extractOutput(accumulator));
  });
}

/** Wraps a function over the values of a group. What reaches such a unit comes from a GroupByKey. */
function groupUnit(parts: UnitParts, combine: (fn: Fn, values: Iterable<unknown>) => unknown): Unit {
  return pairUnit(parts, (fn, values) => combine(fn, values as Iterable<unknown>));
}

/** Wraps a function over the second members of pairs. */
function pairUnit(parts: UnitParts, convert: (fn: Fn, value: unknown) => unknown): Unit {
  const push = onlyOutput(parts);
  const step = new CombineStep(parts);
  const { received, failures } = parts;
  return {
    setup: () => step.setup(),
    teardown: () => step.teardown(),
    receive: (element) => {
      received.elements++;
      const [key, value] = element as readonly [unknown, unknown];
      let output: unknown;
      try {
        output = convert(step.fn, value);
      } catch (cause) {
        throw failures.ofElement(cause, element);
      }
      return push([key, output]);
    },
  };
}
