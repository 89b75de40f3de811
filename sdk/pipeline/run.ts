// The one door from the SDK to runners. They are imported only here, and only when a pipeline is run.

import { allTransforms } from "../graph/nodes.ts";
import type { CallSite } from "../values/call-site.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Job } from "./result.ts";

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

/** Starts a pipeline on the runner that its options name. */
export async function startPipeline(pipeline: Pipeline): Promise<Job> {
  // What lies there was put there by setRunHook, of this copy of the package or another.
  const hook = Reflect.get(globalThis, hookKey) as RunHook | undefined;
  if (hook !== undefined) return hook(pipeline);
  const { loadRunner } = await import("../../runners/index.ts");
  const runner = await loadRunner(pipeline.options.runner);
  const callSites = new Map<string, CallSite>();
  for (const { uniqueName, callSite } of allTransforms(pipeline.graph().roots)) {
    if (callSite !== undefined) callSites.set(uniqueName, callSite);
  }
  return runner.start({
    pipeline: await pipeline.toProto(),
    options: pipeline.options,
    functions: pipeline.functions,
    callSites,
  });
}
