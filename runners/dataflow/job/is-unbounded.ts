import {
  IsBounded_Enum,
  type Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";

/** Says whether a pipeline has data without an end: then its job is a streaming one. */
export function isUnbounded({ components }: Pipeline): boolean {
  return Object.values(components?.pcollections ?? {}).some(({ isBounded }) => isBounded === IsBounded_Enum.UNBOUNDED);
}
