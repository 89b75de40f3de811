import { create } from "@bufbuild/protobuf";
import {
  FunctionSpecSchema,
  type FunctionSpec,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";

/** Returns the spec of a function of the user's program: its id in the pipeline's function table. */
export function functionSpec(urn: string, functionId: string): FunctionSpec {
  return create(FunctionSpecSchema, { urn, payload: new TextEncoder().encode(functionId) });
}

/**
 * Returns the id that {@link functionSpec} has put into a spec.
 *
 * @throws Error when there is no spec
 */
export function functionIdOf(spec: FunctionSpec | undefined): string {
  if (spec === undefined) throw new Error("A step has no function: its payload is not one of Purlin's.");
  return new TextDecoder().decode(spec.payload);
}
