import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { within } from "../exec/maybe-promise.ts";
import { LogStream } from "../harness/logging/log-stream.ts";
import { errorText } from "../pipeline/error-text.ts";
import { assignmentForm, type WorkAssignment } from "../staging/assignment.ts";
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
  // Beam's Java runners throw away what the processes that they start print; what comes by the log they show.
  const log = async (endpoint: string | undefined, error: unknown): Promise<void> => {
    if (!signal.aborted) await logLast(endpoint, boot.id, errorText(error));
  };
  const provision = await askProvision(boot).catch(async (error: unknown) => {
    await log(boot.loggingEndpoint, error);
    throw error;
  });
  const { loggingEndpoint, controlEndpoint, workerIds } = provision;
  const folder = await makeFolder(boot.semiPersistDir);
  try {
    const workers = await prepareWorkers(boot, provision, folder).catch(async (error: unknown) => {
      const refusals = workerIds.map((id) => refuseWork(id, controlEndpoint, errorText(error)));
      await Promise.all([log(loggingEndpoint, error), ...refusals]);
      throw error;
    });
    signal.throwIfAborted();
    const supervision = superviseWorkers(workers);
    signal.addEventListener("abort", () => supervision.stop(), { once: true });
    await supervision.ended.catch(async (error: unknown) => {
      await log(loggingEndpoint, error);
      throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Makes the folder of the worker's files. Nothing in it is executed but by Node, which reads it: it may lie on a volume
 * that forbids that.
 */
async function makeFolder(semiPersistDir: string | undefined): Promise<string> {
  const make = async (parent: string): Promise<string> => {
    await mkdir(parent, { recursive: true });
    return mkdtemp(path.join(parent, "purlin-worker-"));
  };
  if (semiPersistDir === undefined) return make(tmpdir());
  return make(semiPersistDir).catch((error: unknown) => {
    // A worker without root's rights can't write to every volume of its runner's, and keeps nothing there anyway.
    process.stderr.write(
      `The worker's files can't lie in ${semiPersistDir}; they go to ${tmpdir()}. ${String(error)}\n`,
    );
    return make(tmpdir());
  });
}

/** Puts the last words of a worker into its runner's log, where it has one. */
async function logLast(endpoint: string | undefined, workerId: string, text: string): Promise<void> {
  if (endpoint === undefined) return;
  const log = new LogStream(endpoint, workerId);
  log.write("error", text);
  await within(longestLogMillis, log.end());
}

async function prepareWorkers(boot: BootArguments, provision: Provision, folder: string): Promise<WorkerProcess[]> {
  const { artifactEndpoint: endpoint, dependencies, hasRetrievalToken } = provision;
  const names = await fetchArtifacts({ endpoint, workerId: boot.id, dependencies, hasRetrievalToken, folder });
  const program = path.join(folder, fileNamed(programName, names));
  return assign(provision, { folder, program });
}

function fileNamed(name: string, names: readonly string[]): string {
  if (names.includes(name)) return name;
  throw new BootError(`The runner's files for the worker lack "${name}".`, { files: names.join(", ") });
}

/** Writes what each worker is to do. */
function assign(
  provision: Provision,
  { folder, program }: { readonly folder: string; readonly program: string },
): Promise<WorkerProcess[]> {
  const { controlEndpoint, loggingEndpoint, statusEndpoint, runnerCapabilities } = provision;
  return Promise.all(
    provision.workerIds.map(async (id, index) => {
      const assignment: WorkAssignment = {
        kind: "work",
        form: assignmentForm,
        job: path.join(folder, jobFileName),
        id,
        controlEndpoint,
        runnerCapabilities,
        ...(loggingEndpoint === undefined ? {} : { loggingEndpoint }),
        ...(statusEndpoint === undefined ? {} : { statusEndpoint }),
      };
      const file = path.join(folder, `assignment-${String(index)}.json`);
      await writeFile(file, JSON.stringify(assignment));
      return { id, program, assignment: file };
    }),
  );
}
