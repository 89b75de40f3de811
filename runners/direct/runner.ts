import { buildPlan } from "../../sdk/exec/build-plan.ts";
import { followProcess } from "../../sdk/pipeline/follow-process.ts";
import { writeMetricsFile } from "../../sdk/pipeline/metrics-file.ts";
import type { Job } from "../../sdk/pipeline/result.ts";
import type { Runner, RunRequest } from "../../sdk/pipeline/runner.ts";
import { ProgressReporter } from "./console/progress-reporter.ts";
import { DirectJob } from "./direct-job.ts";
import { planPipeline } from "./planner/plan-pipeline.ts";

/**
 * Runs pipelines in this process: the worker's own kernel, with an engine that schedules it, and nothing between steps
 * but JavaScript values.
 */
export const directRunner: Runner = {
  name: "direct",
  start: ({ pipeline, options, functions, callSites }: RunRequest): Promise<Job> => {
    const abort = new AbortController();
    const { stages: planned, stepNames } = planPipeline(pipeline, functions);
    const stages = planned.map((stage) => ({
      ...stage,
      plan: buildPlan(stage.descriptor, { functions, callSites, signal: abort.signal }),
    }));
    const reporter = new ProgressReporter({ quiet: options.quiet });
    const following = { stop: (): Promise<void> => Promise.resolve() };
    const job = new DirectJob({
      stages,
      stepNames,
      abort,
      onEnd: async (ended) => {
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
