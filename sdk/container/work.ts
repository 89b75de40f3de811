import { rm } from "node:fs/promises";
import path from "node:path";
import type { FunctionTable } from "../fn/function-table.ts";
import { startWorker } from "../harness/worker.ts";
import type { WorkAssignment } from "../staging/assignment.ts";
import { CallSite } from "../values/call-site.ts";

/** A worker, and what it works with. */
export interface Work {
  readonly assignment: WorkAssignment;
  readonly functions: FunctionTable;
  /** Where the program made each step when it was submitted, by the step's full name. */
  readonly callSites: ReadonlyMap<string, string>;
}

/** Is a worker, until its runner ends it or is gone, this process is told to end, or the one that started it has ended. */
export async function work({ assignment, functions, callSites }: Work): Promise<void> {
  const { kind: _, form: __, job, ...known } = assignment;
  const sites = new Map([...callSites].map(([step, location]) => [step, CallSite.at(location)]));
  const worker = startWorker({ ...known, functions, callSites: sites, ownsProcess: true });
  let isOrphan = false;
  process.once("SIGTERM", () => void worker.drain());
  if (process.connected) {
    // The one that reads it may be gone, and there is still something to put away.
    process.stderr.on("error", () => undefined);
    process.once("disconnect", () => {
      isOrphan = true;
      void worker.stop();
    });
    process.channel?.unref();
  }
  await worker.finished.finally(async () => {
    // Some runners kill boot programs outright, and those can't put away what they have fetched.
    if (isOrphan) await rm(path.dirname(job), { recursive: true, force: true });
  });
}
