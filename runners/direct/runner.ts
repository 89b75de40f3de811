import { buildPlan } from "../../sdk/exec/build-plan.ts";
import { followProcess } from "../../sdk/pipeline/follow-process.ts";
import { writeMetricsFile } from "../../sdk/pipeline/metrics-file.ts";
import type { Job } from "../../sdk/pipeline/result.ts";
import type { Runner, RunRequest } from "../../sdk/pipeline/runner.ts";
import { CutInput } from "./bundling/cut-input.ts";
import { cutterOf, leastElements } from "./bundling/cutter-of.ts";
import { ProgressReporter } from "./console/progress-reporter.ts";
import { DirectJob } from "./direct-job.ts";
import { MemoryBudget } from "./engine/memory-budget.ts";
import { SpillSpace } from "./engine/spill-space.ts";
import { stageInput } from "./engine/stage-input.ts";
import { planPipeline } from "./planner/plan-pipeline.ts";
import { SideStores } from "./sides/side-stores.ts";
import { spillOptions } from "./spill/spill-options.ts";
import { TempFiles } from "./spill/temp-files.ts";

/**
 * Runs pipelines in this process: the worker's own kernel, with an engine that schedules it, and nothing between steps
 * but JavaScript values.
 */
export const directRunner: Runner = {
  name: "direct",
  start: ({ pipeline, options, functions, callSites }: RunRequest): Promise<Job> => {
    const abort = new AbortController();
    const { stages: planned, sides, stepNames } = planPipeline(pipeline, functions, callSites);
    const stages = planned.map((stage) => ({
      ...stage,
      plan: buildPlan(stage.descriptor, {
        functions,
        callSites,
        signal: abort.signal,
        job: abort,
        strict: options.strict ?? false,
      }),
    }));
    const { memoryBytes, folder } = spillOptions(options.engineOptions?.direct);
    const cutters = new Map(
      planned.map(({ spec, descriptor }) => [
        spec.id,
        cutterOf(options.bundling ?? "all", spec, leastElements(descriptor, functions)),
      ]),
    );
    const budget = new MemoryBudget(memoryBytes);
    const files = new TempFiles(folder);
    const reporter = new ProgressReporter({ quiet: options.quiet });
    const following = { stop: (): Promise<void> => Promise.resolve() };
    const job = new DirectJob({
      stages,
      stepNames,
      sides: new SideStores(sides, ({ readBy }) => new SpillSpace(readBy, budget, files)),
      newInputOf: (spec) => {
        const input = stageInput(spec, new SpillSpace(spec.name, budget, files));
        const cut = cutters.get(spec.id);
        return cut === undefined ? input : new CutInput(input, cut);
      },
      abort,
      onEnd: async (ended) => {
        files.close();
        if (ended.state === "done") reporter.finish(ended.summary());
        else reporter.fail(ended.state === "cancelled" ? "cancelled" : "failed");
        await following.stop();
        await writeMetricsFile(ended, options);
      },
    });
    reporter.start(() => job.progress());
    following.stop = followProcess(job);
    return Promise.resolve(job);
  },
};
