import { startWorkerPool } from "../../../sdk/harness/worker-pool.ts";
import { OptionError } from "../../../sdk/options/option-error.ts";
import type { EnvironmentRequest, StartedEnvironment } from "./environment.ts";
import { externalEnvironment } from "./external.ts";

/** How many errors of bundles are kept: engines may run many bundles at once, and each again. */
const maxFailures = 50;

/** LOOPBACK: workers in this process, with the live functions. Its engine must run on this host to reach them. */
export async function startLoopback(request: EnvironmentRequest): Promise<StartedEnvironment> {
  if (!request.isOnThisHost) {
    throw new OptionError({
      summary: "An engine on another host can't reach the functions in this process.",
      remedies: ["start a pool of workers that it can reach, and name it:  --environment=external:HOST:PORT"],
    });
  }
  const { functions, callSites } = request;
  const failures: unknown[] = [];
  const onBundleFailed = (error: unknown): void => {
    failures.push(error);
    if (failures.length > maxFailures) failures.shift();
  };
  const pool = await startWorkerPool({ functions, callSites, onBundleFailed });
  return { proto: externalEnvironment(pool.address), failures, stop: () => pool.stop() };
}
