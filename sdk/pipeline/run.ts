// The one door from the SDK to runners. They are imported only here, and only when a pipeline is run.

import { realpathSync } from "node:fs";
import type { ProgramSource } from "../fn/program-source.ts";
import { allTransforms, type Graph } from "../graph/nodes.ts";
import type { CallSite } from "../values/call-site.ts";
import type { Pipeline } from "./pipeline.ts";
import { RunInDefinitionError } from "./pipeline-errors.ts";
import type { Job } from "./result.ts";
import type { Runner, RunRequest } from "./runner.ts";
import { ObservedJob } from "./test-hooks.ts";

const hookKey = Symbol.for("purlin.runHook");

/** Takes a pipeline in the place of a runner: how a command looks at a program's pipeline without running it. */
export type RunHook = (pipeline: Pipeline) => Promise<Job>;

/**
 * Makes all pipelines of this process that are run go to `hook`, or to their runners again when it is undefined. The
 * hook lies on the global object because the command may be of another copy of this package than the program.
 */
export function setRunHook(hook: RunHook | undefined): void {
  Reflect.set(globalThis, hookKey, hook);
}

/** Returns what pipelines go to that are run in this process; undefined where they go to their runners. */
export function runHook(): RunHook | undefined {
  // What lies there was put there by setRunHook, of this copy of the package or another.
  return Reflect.get(globalThis, hookKey) as RunHook | undefined;
}

let runs = 0;

/**
 * Starts a pipeline on the runner that its options name.
 *
 * @throws RunInDefinitionError when it is called by the function that builds it
 */
export async function startPipeline(pipeline: Pipeline): Promise<Job> {
  const { observers } = pipeline;
  for (const observer of observers) observer.begin();
  // What a test observes or replaces is in this process, and nobody who evaluates the program again would find it.
  const program = observers.length === 0 ? { program: programOf(pipeline) } : {};
  const job = await start(pipeline, async () => ({
    pipeline: await pipeline.toProto(),
    options: pipeline.options,
    functions: pipeline.functions,
    callSites: callSitesOf(pipeline),
    ...program,
  }));
  return observers.length === 0 ? job : new ObservedJob(job, observers);
}

/**
 * Starts a graph of a pipeline's functions on the runner that the pipeline's options name, without progress. Its functions
 * run in this process alone: there is no program to find the graph in.
 *
 * @throws RunInDefinitionError when it is called by the function that builds the pipeline
 */
export async function startGraph(pipeline: Pipeline, graph: Graph): Promise<Job> {
  return start(pipeline, async () => ({
    pipeline: await pipeline.protoOf(graph),
    options: { ...pipeline.options, quiet: true },
    functions: pipeline.functions,
    callSites: callSitesIn(graph),
  }));
}

async function start(pipeline: Pipeline, makeRequest: () => Promise<RunRequest>): Promise<Job> {
  if (pipeline.definition?.isBuilt === false) throw new RunInDefinitionError();
  const hook = runHook();
  if (hook !== undefined) return hook(pipeline);
  runs += 1;
  const { options } = pipeline;
  const runner = await runnerNamed(options.runner, Object.keys(options.engineOptions ?? {}));
  return runner.start(await makeRequest());
}

/**
 * Loads the runner of that name.
 *
 * @param engines - the engines that options are given for
 */
export async function runnerNamed(name: string, engines: readonly string[] = []): Promise<Runner> {
  const { loadRunner } = await import("../../runners/index.ts");
  return loadRunner(name, engines);
}

/** Returns where the program made each step of a pipeline, by the step's full name. */
export function callSitesOf(pipeline: Pipeline): ReadonlyMap<string, CallSite> {
  return callSitesIn(pipeline.graph());
}

function callSitesIn({ roots }: Graph): ReadonlyMap<string, CallSite> {
  const callSites = new Map<string, CallSite>();
  for (const { uniqueName, callSite } of allTransforms(roots)) {
    if (callSite !== undefined) callSites.set(uniqueName, callSite);
  }
  return callSites;
}

/** Returns how workers elsewhere find a pipeline of this process again. */
export function programOf({ definition, options, values }: Pipeline): ProgramSource {
  return {
    file: definition === undefined ? mainModule() : definition.file,
    isDefinition: definition !== undefined,
    options: { ...options },
    args: process.argv.slice(2),
    values: values.encoded,
    runsBefore: runs,
    external: definition?.external ?? [],
  };
}

/** Returns the file that Node was started with. */
export function mainModule(): string | undefined {
  const [, main] = process.argv;
  try {
    return main === undefined ? undefined : realpathSync(main);
  } catch {
    return undefined; // an argument of `node -e` stands in its place
  }
}
