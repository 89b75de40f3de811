import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { CheckAssignment } from "./assignment.ts";
import { compareFingerprints } from "./compare-fingerprints.ts";
import type { Fingerprint } from "./fingerprint.ts";
import { PipelineNotFoundError } from "./staging-errors.ts";
import { workerArguments, workerEnvironment } from "./worker-process.ts";

/** What is checked. */
export interface CheckRequest {
  /** The bundled program. */
  readonly program: string;
  /** The file of the job's facts. */
  readonly job: string;
  readonly submitted: Fingerprint;
  /** The program as the user has written it: for messages. */
  readonly source: string;
  readonly timeoutMillis?: number;
}

const defaultTimeoutMillis = 60_000;

/**
 * Evaluates a bundled program in another process exactly as a worker will, and compares what it builds.
 *
 * @throws GraphMismatchError when it builds another pipeline
 * @throws PipelineNotFoundError when it builds none
 */
export async function checkBundle(request: CheckRequest): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "purlin-check-"));
  try {
    const out = path.join(folder, "fingerprint.json");
    const assignment: CheckAssignment = { kind: "check", job: request.job, out };
    const file = path.join(folder, "assignment.json");
    await writeFile(file, JSON.stringify(assignment));
    await evaluate(request, file, folder);
    const text = await readFile(out, "utf8").catch((error: unknown) => {
      throw new PipelineNotFoundError(`"${request.source}" ended the process before it called run()`, {}, error);
    });
    const evaluated = JSON.parse(text) as Fingerprint;
    compareFingerprints({ submitted: request.submitted, evaluated, where: "as workers will" });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function evaluate(request: CheckRequest, assignment: string, folder: string): Promise<undefined> {
  const { program, source, timeoutMillis = defaultTimeoutMillis } = request;
  const child = spawn(process.execPath, workerArguments(program, assignment), {
    // As far as can be told here: neither the folder nor the variables that the submitter has are there on workers.
    cwd: folder,
    env: workerEnvironment(),
    // By the channel it hears that this process is gone, however it went.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    timeout: timeoutMillis,
    killSignal: "SIGKILL",
  });
  let said = "";
  const keep = (chunk: Buffer): void => void (said = (said + chunk.toString()).slice(-4_000));
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  child.once("error", reject);
  child.once("close", (code, signal) => {
    if (code === 0) resolve(undefined);
    else {
      const reason =
        signal === "SIGKILL"
          ? `"${source}" did not run it within ${String(timeoutMillis / 1000)} s when it was evaluated again`
          : `"${source}" failed when it was evaluated again`;
      reject(new PipelineNotFoundError(reason, said === "" ? {} : { "it said": said.trim() }));
    }
  });
  return promise;
}
