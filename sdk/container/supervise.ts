import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { within } from "../exec/maybe-promise.ts";
import { cacheFolder } from "../staging/keep-files.ts";
import { lastWordsArguments, lastWordsVariable } from "../staging/last-words.ts";
import { workerArguments } from "../staging/worker-process.ts";
import { BootError } from "./boot-errors.ts";

/** How long workers may take to end their bundles when they are told to end. */
const graceMillis = 5_000;

/** How many characters of what a worker has printed are told to its runner when it fails. */
const maxLastWords = 4_000;

/** How long the end of that may take to come. */
const longestWordsMillis = 1_000;

/** A process to be a worker. */
export interface WorkerProcess {
  readonly id: string;
  /** The bundled program. */
  readonly program: string;
  /** The file of its assignment. */
  readonly assignment: string;
}

/** Workers that run. */
export interface Supervision {
  /** Resolves when all have ended by themselves or were stopped; rejects when one has failed, after all have ended. */
  readonly ended: Promise<void>;
  /** Tells them to end, and makes them after a while. */
  stop(): void;
}

/** Starts workers and watches over them: they end together, and with this process at the latest. */
export function superviseWorkers(workers: readonly WorkerProcess[]): Supervision {
  const running = new Map<string, ChildProcess>();
  let isStopping = false;
  let kill: NodeJS.Timeout | undefined;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    for (const child of running.values()) child.kill("SIGTERM");
    kill = setTimeout(() => {
      for (const child of running.values()) child.kill("SIGKILL");
    }, graceMillis);
  };
  const run = async (worker: WorkerProcess): Promise<void> => {
    const child = start(worker);
    running.set(worker.id, child);
    try {
      await end(child, worker.id, { isExpected: () => isStopping, lastWords: keepLastWords(child) });
    } catch (error) {
      stop();
      throw error;
    } finally {
      running.delete(worker.id);
    }
  };
  const ended = Promise.allSettled(workers.map(run)).then((outcomes) => {
    clearTimeout(kill);
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  });
  return { ended, stop };
}

function start({ program, assignment }: WorkerProcess): ChildProcess {
  const { [lastWordsVariable]: lastWords } = process.env;
  return spawn(process.execPath, [...lastWordsArguments(lastWords), ...workerArguments(program, assignment)], {
    // The channel is how a worker hears that this process is gone, however it went.
    stdio: ["ignore", "inherit", "pipe", "ipc"],
    // Compiling the program takes half of a worker's start. Where the cache can't be written Node goes without.
    env: { NODE_COMPILE_CACHE: cacheFolder("compiled"), ...process.env },
  });
}

/** Says what may be wrong with a worker that has ended so. */
function hintsFor(code: number | null, signal: NodeJS.Signals | null): string[] {
  if (signal === "SIGKILL") return ["look whether the machine ran out of memory: it kills without a word"];
  // How Node ends when its heap is full; with the code where a shell stands between.
  if (signal !== "SIGABRT" && signal !== "SIGTRAP" && code !== 134 && code !== 133) return [];
  return [
    "if it says that it ran out of memory, give workers more:  NODE_OPTIONS=--max-old-space-size=MEGABYTES where they start",
    "keep less in one step: combine instead of collecting, or read large files by parts",
  ];
}

/** Passes on what a worker prints as errors; returns how to get the end of it, when the worker has ended. */
function keepLastWords({ stderr }: ChildProcess): () => Promise<string> {
  let words = "";
  stderr?.setEncoding("utf8").on("data", (text: string) => {
    process.stderr.write(text);
    words = (words + text).slice(-maxLastWords);
  });
  return async () => {
    // What a worker has started itself may hold the stream open.
    if (stderr?.readableEnded === false) await within(longestWordsMillis, once(stderr, "end"));
    return words.trim();
  };
}

interface Ending {
  readonly isExpected: () => boolean;
  readonly lastWords: () => Promise<string>;
}

function end(child: ChildProcess, id: string, { isExpected, lastWords }: Ending): Promise<undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  child.once("error", (error) => {
    reject(new BootError(`The worker ${id} can't be started.`, { error: String(error) }, [], error));
  });
  child.once("exit", (code, signal) => {
    if (code === 0 || isExpected()) resolve(undefined);
    else {
      const how = signal === null ? { "exit code": String(code) } : { signal };
      void lastWords().then((words) => {
        const facts = { ...how, ...(words === "" ? {} : { "last words": words }) };
        reject(new BootError(`The worker ${id} ended before its work did.`, facts, hintsFor(code, signal)));
      });
    }
  });
  return promise;
}
