import { urnsOf } from "./enum-options.ts";
import {
  FnApiTransforms_Runner,
  FnApiTransforms_RunnerSchema,
} from "./gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";

/** The URNs of the transforms by which a bundle's elements come from the runner (`dataSource`) and go to it. */
export const runnerTransformUrns = urnsOf(FnApiTransforms_RunnerSchema, FnApiTransforms_Runner);
