import type { Pipeline } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { putIdentitySteps } from "./identity-steps.ts";

/**
 * Gives a flatten inputs of its output's coder. A runner joins the bytes of its inputs and reads them by the output's
 * coder (and Prism makes that the coder of all inputs, for whoever else takes them).
 *
 *     before:  [pairs: kv] ------------------\
 *                                             Flatten -> [all: value]
 *              [words: value] ---------------/
 *
 *     after:   [pairs: kv] -> Recode -> [value] -\
 *                                                 Flatten -> [all: value]
 *              [words: value] -------------------/
 *
 * @param pipeline - is changed
 */
export function recodeFlattens(pipeline: Pipeline): void {
  const coderOf = (collection: string): string | undefined => pipeline.components?.pcollections[collection]?.coderId;
  putIdentitySteps(pipeline, {
    name: "Recode",
    isNeeded: (input, { outputs }) => Object.values(outputs).some((output) => coderOf(output) !== coderOf(input)),
  });
}
