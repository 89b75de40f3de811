import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { within } from "../exec/maybe-promise.ts";
import { LogStream } from "../harness/logging/log-stream.ts";
import { errorText } from "../pipeline/error-text.ts";
import type { WorkAssignment } from "../staging/assignment.ts";
import { programName } from "../staging/program-name.ts";
import { jobFileName } from "../staging/job-file.ts";
import type { BootArguments } from "./boot-arguments.ts";
import { BootError } from "./boot-errors.ts";
import { fetchArtifacts } from "./fetch-artifacts.ts";
import { refuseWork } from "./refuse-work.ts";
import { askProvision, type Provision } from "./provision.ts";
import { superviseWorkers, type WorkerProcess } from "./supervise.ts";

/** How long a runner may take to hear why its worker has ended. */
const longestLogMillis = 2_000;

/**
 * Starts the workers that a runner asks for, and waits for their end.
 *
 * @param signal - ends them
 * @throws PurlinError when they can't be started, or one has failed
 */
export async function bootWorker(boot: BootArguments, signal: AbortSignal): Promise<void> {
  const provision = await askProvision(boot);
  const parent = boot.semiPersistDir ?? tmpdir();
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(path.join(parent, "purlin-worker-"));
  try {
    const workers = await prepareWorkers(boot, provision, folder).catch(async (error: unknown) => {
      await Promise.all(provision.workerIds.map((id) => refuseWork(id, provision.controlEndpoint, errorText(error))));
      throw error;
    });
    signal.throwIfAborted();
    const supervision = superviseWorkers(workers);
    signal.addEventListener("abort", () => supervision.stop(), { once: true });
    await supervision.ended.catch(async (error: unknown) => {
      // Beam's Java runners throw away what the processes that they start print.
      if (!signal.aborted) await logLast(provision.loggingEndpoint, boot.id, errorText(error));
      throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts the last words of a worker into its runner's log, where it has one. */
async function logLast(endpoint: string | undefined, workerId: string, text: string): Promise<void> {
  if (endpoint === undefined) return;
  const log = new LogStream(endpoint, workerId);
  log.write("error", text);
  await within(longestLogMillis, log.end());
}

async function prepareWorkers(boot: BootArguments, provision: Provision, folder: string): Promise<WorkerProcess[]> {
  const { artifactEndpoint: endpoint, dependencies } = provision;
  const names = await fetchArtifacts({ endpoint, workerId: boot.id, dependencies, folder });
  const program = path.join(folder, fileNamed(programName, names));
  return assign(boot, provision, { folder, program });
}

function fileNamed(name: string, names: readonly string[]): string {
  if (names.includes(name)) return name;
  throw new BootError(`The runner's files for the worker lack "${name}".`, { files: names.join(", ") });
}

/** Writes what each worker is to do. */
function assign(
  boot: BootArguments,
  provision: Provision,
  { folder, program }: { readonly folder: string; readonly program: string },
): Promise<WorkerProcess[]> {
  const { controlEndpoint, loggingEndpoint, statusEndpoint } = provision;
  return Promise.all(
    provision.workerIds.map(async (id, index) => {
      const assignment: WorkAssignment = {
        kind: "work",
        job: path.join(folder, jobFileName),
        id,
        controlEndpoint,
        provisionEndpoint: boot.provisionEndpoint,
        ...(loggingEndpoint === undefined ? {} : { loggingEndpoint }),
        ...(statusEndpoint === undefined ? {} : { statusEndpoint }),
      };
      const file = path.join(folder, `assignment-${String(index)}.json`);
      await writeFile(file, JSON.stringify(assignment));
      return { id, program, assignment: file };
    }),
  );
}
