import type { Pipeline } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { features, runnerNames, type RunnerName } from "./features.ts";
import { UnsupportedFeatureError } from "./job-errors.ts";

/**
 * Refuses a pipeline that needs what a runner can't do.
 *
 * @throws UnsupportedFeatureError that names the step, the feature and the runners that can
 */
export function checkFeatures(runner: RunnerName, pipeline: Pipeline): void {
  for (const { name, support, note, findSteps } of features) {
    if (support[runner] !== "refused") continue;
    const [step, ...others] = findSteps(pipeline);
    if (step === undefined) continue;
    const able = runnerNames.filter((other) => support[other] !== "refused");
    throw new UnsupportedFeatureError({
      summary: `The ${runner} runner can't run step "${step}": it needs ${name}.`,
      facts: {
        ...(others.length === 0 ? {} : { "so do": others.map((other) => `"${other}"`).join(", ") }),
        "runners that can": able.length === 0 ? "none in this version" : able.join(", "),
        ...(note === undefined ? {} : { note }),
      },
      ...(able.length === 0 ? {} : { remedies: [`run it on another:  --runner=${able.join("|")}`] }),
    });
  }
}
