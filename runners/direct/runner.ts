import { followProcess } from "../../sdk/pipeline/follow-process.ts";
import { writeMetricsFile } from "../../sdk/pipeline/metrics-file.ts";
import { OptionError } from "../../sdk/options/option-error.ts";
import type { Job } from "../../sdk/pipeline/result.ts";
import type { Runner, RunRequest } from "../../sdk/pipeline/runner.ts";
import { CutInput } from "./bundling/cut-input.ts";
import { cutterOf, leastElements } from "./bundling/cutter-of.ts";
import { ProgressReporter } from "./console/progress-reporter.ts";
import { DirectJob } from "./direct-job.ts";
import { MemoryBudget } from "./engine/memory-budget.ts";
import type { PendingInput } from "./engine/pending-input.ts";
import { SpillSpace } from "./engine/spill-space.ts";
import { stageInput } from "./engine/stage-input.ts";
import type { StageSpec } from "./engine/stage-spec.ts";
import { LocalStages } from "./local-stages.ts";
import { planPipeline, type PipelinePlan } from "./planner/plan-pipeline.ts";
import { SideStores } from "./sides/side-stores.ts";
import { spillOptions } from "./spill/spill-options.ts";
import { TempFiles } from "./spill/temp-files.ts";
import type { StageRunner } from "./stage-runner.ts";

/**
 * Runs pipelines in this process: the worker's own kernel, with an engine that schedules it. Stages run in this thread,
 * with nothing between steps but JavaScript values; or on several threads that evaluate the program again.
 */
export const directRunner: Runner = {
  name: "direct",
  start: async (request: RunRequest): Promise<Job> => {
    const { parallelism = 1, bundling = "all" } = request.options;
    if (parallelism > 1 && bundling !== "all") throw onlyInOneThread();
    const plan = planPipeline(request.pipeline, request.functions, request.callSites);
    const { memoryBytes, folder } = spillOptions(request.options.engineOptions?.direct);
    const files = new TempFiles(folder);
    const budget = new MemoryBudget(memoryBytes);
    const abort = new AbortController();
    const start: JobStart = { request, plan, files, abort };
    // Without its program, such as for what is only looked at, a graph's functions run in this thread alone.
    if (parallelism === 1 || request.program === undefined) return startHere(start, budget);
    const { startThreads } = await import("./parallel/start-threads.ts");
    const spill = { memoryBytes, folder };
    const started = await startThreads({ request, program: request.program, plan, parallelism, spill, abort, files });
    return startJob({ ...start, ...started });
  },
};

function onlyInOneThread(): OptionError {
  return new OptionError({
    summary: "Bundles are cut as --bundling says in one thread, and --parallelism asks for more.",
    remedies: ["leave one of them out: --bundling is for tests, --parallelism for speed"],
  });
}

/** What a job begins with, wherever its stages run. */
interface JobStart {
  readonly request: RunRequest;
  readonly plan: PipelinePlan;
  readonly files: TempFiles;
  readonly abort: AbortController;
}

interface RunningStages<Input> extends JobStart {
  readonly stages: StageRunner<Input>;
  readonly newInputOf: (spec: StageSpec) => PendingInput<Input>;
}

function startHere(start: JobStart, budget: MemoryBudget): Job {
  const { request, plan, files, abort } = start;
  const { functions, callSites, options } = request;
  const { bundling = "all", strict = false } = options;
  const cutters = new Map(
    plan.stages.map(({ spec, descriptor }) => [
      spec.id,
      cutterOf(bundling, spec, leastElements(descriptor, functions)),
    ]),
  );
  const sides = new SideStores(plan.sides, ({ readBy }) => new SpillSpace(readBy, budget, files));
  return startJob({
    ...start,
    stages: new LocalStages({ stages: plan.stages, functions, callSites, sides, abort, strict }),
    newInputOf: (spec) => {
      const input = stageInput(spec, new SpillSpace(spec.name, budget, files));
      const cut = cutters.get(spec.id);
      return cut === undefined ? input : new CutInput(input, cut);
    },
  });
}

function startJob<Input>({ request, plan, files, abort, stages, newInputOf }: RunningStages<Input>): Job {
  const { options } = request;
  const reporter = new ProgressReporter({ quiet: options.quiet });
  const following = { stop: (): Promise<void> => Promise.resolve() };
  const job = new DirectJob({
    specs: plan.stages.map(({ spec }) => spec),
    stages,
    stepNames: plan.stepNames,
    newInputOf,
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
  return job;
}
