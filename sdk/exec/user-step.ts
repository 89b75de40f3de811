import { fromBinary } from "@bufbuild/protobuf";
import { hintOf } from "../fn/function-table.ts";
import {
  CombinePayloadSchema,
  type PTransform,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";
import { purlinUrns } from "../translate/purlin-urns.ts";
import { functionIdOf } from "../translate/function-spec.ts";

const {
  combinePerKeyConvertToAccumulators,
  combinePerKeyPrecombine,
  combinePerKeyMergeAccumulators,
  combinePerKeyExtractOutputs,
  combineGroupedValues,
} = urns.combineComponents;

const partsOfCombinations: ReadonlySet<string> = new Set([
  combinePerKeyConvertToAccumulators,
  combinePerKeyPrecombine,
  combinePerKeyMergeAccumulators,
  combinePerKeyExtractOutputs,
  combineGroupedValues,
]);

/**
 * Returns the full name of the user's step that a transform is, or is a part of.
 *
 * Each runner has names of its own for the parts that it takes a combination into: `Sum/Merge`, `eSum_merge`. The function
 * in all of them is that of the user's step.
 */
export function userStepOf({ spec, uniqueName }: PTransform): string {
  if (spec === undefined || !partsOfCombinations.has(spec.urn)) return uniqueName;
  const { combineFn } = fromBinary(CombinePayloadSchema, spec.payload);
  return combineFn?.urn === purlinUrns.combineFn ? hintOf(functionIdOf(combineFn)) : uniqueName;
}
