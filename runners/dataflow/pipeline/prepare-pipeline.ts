import { clone } from "@bufbuild/protobuf";
import {
  PipelineSchema,
  type Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { holdWindows } from "../../portable/rewrites/hold-windows.ts";
import { recodeFlattens } from "../../portable/rewrites/recode-flattens.ts";
import { addRequirements } from "./add-requirements.ts";
import { placeSteps } from "./place-steps.ts";
import { setContainers, type OwnContainer } from "./set-containers.ts";

/**
 * Returns a pipeline as Dataflow wants it, but for the files that its environments depend on: those are still to be found
 * on this machine.
 *
 * Combinations stay whole: the service takes them apart itself, by the composite's URN.
 *
 * @param own - where the program's own functions run
 * @throws DataflowError when an environment of another SDK's is no container
 */
export function preparePipeline(pipeline: Pipeline, own: OwnContainer): Pipeline {
  const prepared = clone(PipelineSchema, pipeline);
  holdWindows(prepared);
  recodeFlattens(prepared);
  placeSteps(prepared);
  addRequirements(prepared);
  setContainers(prepared, own);
  return prepared;
}
