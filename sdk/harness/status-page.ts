import type { BundleRunner } from "./control/bundle-runner.ts";
import type { PlanCache } from "./control/plan-cache.ts";
import type { StateCache } from "./state/state-cache.ts";

/** What a status page tells of. */
export interface StatusFacts {
  readonly workerId: string;
  readonly startedAt: number;
  readonly bundles: BundleRunner;
  readonly plans: PlanCache;
  readonly cache: StateCache;
}

/** Returns a worker's state as text, for people. */
export function statusPage({ workerId, startedAt, bundles, plans, cache }: StatusFacts): string {
  const { rss, heapUsed, external } = process.memoryUsage();
  const now = performance.now();
  const running = [...bundles.active].map(([instructionId, { descriptorId, startedAt: begun, stage }]) => {
    const elements = stage?.metrics.elementsRead ?? 0;
    return `  ${instructionId}  descriptor ${descriptorId}  ${seconds(now - begun)}  ${String(elements)} elements read`;
  });
  return [
    `Purlin worker ${workerId}, Node ${process.version}, process ${String(process.pid)}, up ${seconds(now - startedAt)}`,
    `memory: resident ${mebibytes(rss)}, heap ${mebibytes(heapUsed)}, outside of the heap ${mebibytes(external)}`,
    `state cache: ${mebibytes(cache.sizeBytes)}`,
    `idle plans: ${String(plans.idleCount)}`,
    `bundles: ${String(running.length)}`,
    ...running,
  ].join("\n");
}

function seconds(millis: number): string {
  return `${(millis / 1000).toFixed(1)} s`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
