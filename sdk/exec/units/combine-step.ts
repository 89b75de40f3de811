import { fromBinary } from "@bufbuild/protobuf";
import type { Coder } from "../../coders/coder.ts";
import type { AnyCombineFn, CombineFn } from "../../dofn/combine-fn.ts";
import { CombinePayloadSchema } from "../../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { functionIdOf } from "../../translate/function-spec.ts";
import type { WindowingStrategy } from "../../windowing/windowing-strategy.ts";
import { handled, isThenable } from "../maybe-promise.ts";
import type { UnitParts } from "../unit.ts";

/** Returns the CombineFn of a step, which is one of the parts that a combination is lifted into. */
export function combineFnOf({ transform, plan, failures }: UnitParts): CombineFn<unknown, unknown, unknown> {
  const { combineFn } = fromBinary(CombinePayloadSchema, transform.spec?.payload ?? new Uint8Array());
  const fn: AnyCombineFn = plan.functions.get("combine", functionIdOf(combineFn));
  try {
    syncAccumulator(fn.createAccumulator());
  } catch (cause) {
    throw failures.of("createAccumulator", cause);
  }
  // The graph's types have checked what reaches this step.
  return fn as CombineFn<unknown, unknown, unknown>;
}

/** Returns what groups the elements of a step's input: the coder of their keys, and their windowing. */
export function groupingOf({ transform, plan }: UnitParts): {
  readonly keyCoder: Coder<unknown>;
  readonly windowing: WindowingStrategy;
} {
  const [id = ""] = Object.values(transform.inputs);
  const collection = plan.descriptor.pcollections[id];
  if (collection === undefined) throw new Error(`There is no collection ${id}.`);
  const [keyCoder] = plan.coder(collection.coderId).components;
  if (keyCoder === undefined) throw new Error(`The coder of ${collection.uniqueName} is not one of pairs.`);
  return { keyCoder, windowing: plan.windowing(collection.windowingStrategyId) };
}

/** Refuses an accumulator that is a promise: nobody would await it. */
export function syncAccumulator(accumulator: unknown): unknown {
  return refusingPromises(accumulator, "The functions of a CombineFn must be synchronous.");
}

/** Refuses a result that is a promise. */
export function syncResult(result: unknown): unknown {
  return refusingPromises(result, "extractOutput must be synchronous. Await in a map after the combination.");
}

function refusingPromises(result: unknown, message: string): unknown {
  if (!isThenable(result)) return result;
  // Nobody takes it, nor its rejection.
  void handled(Promise.resolve(result));
  throw new TypeError(message);
}
