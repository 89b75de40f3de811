import type {
  Components,
  Pipeline,
  PTransform,
} from "../../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { Problem } from "../../problem.ts";
import type { DataflowSettings } from "../../settings/settings.ts";

/** What is checked before a job is planned. */
export interface CheckedPipeline {
  readonly pipeline: Pipeline;
  readonly components: Components;
  readonly settings: DataflowSettings;
  /** Returns what is said of a step: its full name, and where the program made it. */
  readonly placeOf: (transform: PTransform) => Readonly<Record<string, string>>;
}

/** Something that a pipeline must keep to, for Dataflow to run it. */
export interface PipelineRule {
  readonly name: string;
  readonly find: (checked: CheckedPipeline) => readonly Problem[];
}

/** Makes a rule about the steps of some URNs. */
export function stepRule(
  name: string,
  urns: readonly string[],
  fault: (transform: PTransform, checked: CheckedPipeline) => Problem | undefined,
): PipelineRule {
  return {
    name,
    find(checked) {
      const steps = Object.values(checked.components.transforms).filter(({ spec }) => urns.includes(spec?.urn ?? ""));
      return steps.flatMap((step) => {
        const found = fault(step, checked);
        return found === undefined ? [] : [{ ...found, facts: { ...checked.placeOf(step), ...found.facts } }];
      });
    },
  };
}
