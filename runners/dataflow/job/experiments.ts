import type { DataflowSettings } from "../settings/settings.ts";

/** What a job of a portable pipeline needs, whichever SDK has made it. */
const always: readonly string[] = ["beam_fn_api", "use_runner_v2", "use_unified_worker", "use_portable_job_submission"];

const ofStreaming: readonly string[] = ["enable_streaming_engine", "enable_windmill_service"];

/** A process of Node's runs functions on one thread: the service starts as many containers as a machine has cores. */
const oneContainerACore = "use_multiple_sdk_containers";

const prime = "enable_prime";

/** Returns a job's experiments: those that make it one of Runner v2, and the user's own. */
export function experimentsOf(settings: DataflowSettings, isStreaming: boolean): string[] {
  const own = settings.experiments ?? [];
  const { minCpuPlatform, serviceOptions = [] } = settings;
  const all = [
    ...always,
    ...(isStreaming ? ofStreaming : []),
    ...(own.includes(`no_${oneContainerACore}`) ? [] : [oneContainerACore]),
    ...(minCpuPlatform === undefined ? [] : [`min_cpu_platform=${minCpuPlatform}`]),
    ...(serviceOptions.includes(prime) ? [prime] : []),
    ...own,
  ];
  return [...new Set(all)];
}

/** Returns a job's service options. What is asked for as an experiment of that name is meant as one. */
export function serviceOptionsOf({ serviceOptions = [], experiments = [] }: DataflowSettings): string[] {
  return [...new Set([...serviceOptions, ...(experiments.includes(prime) ? [prime] : [])])];
}
