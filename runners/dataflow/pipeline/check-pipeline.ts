import { create } from "@bufbuild/protobuf";
import {
  ComponentsSchema,
  type Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { Problem } from "../problem.ts";
import type { DataflowSettings } from "../settings/settings.ts";
import { graphRules } from "./rules/graph-rules.ts";
import { optionRules } from "./rules/option-rules.ts";
import type { PipelineRule } from "./rules/pipeline-rule.ts";
import { pubsubRules } from "./rules/pubsub-rules.ts";
import { stepRules } from "./rules/step-rules.ts";

/** All that is checked of a pipeline before it is uploaded. */
export const pipelineRules: readonly PipelineRule[] = Object.freeze([
  ...graphRules,
  ...stepRules,
  ...pubsubRules,
  ...optionRules,
]);

/**
 * Returns all for which Dataflow would not run a pipeline.
 *
 * @param callSites - where the program made each step, by its full name
 */
export function pipelineProblems(
  pipeline: Pipeline,
  settings: DataflowSettings,
  callSites: ReadonlyMap<string, { toString(): string }>,
): Problem[] {
  const components = pipeline.components ?? create(ComponentsSchema);
  const checked = {
    pipeline,
    components,
    settings,
    placeOf({ uniqueName }: { readonly uniqueName: string }): Record<string, string> {
      const site = callSites.get(uniqueName);
      return site === undefined ? {} : { step: uniqueName, at: site.toString() };
    },
  };
  return pipelineRules.flatMap(({ find }) => find(checked));
}
