import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { engineCache } from "./cache-folder.ts";
import { endWithThisProcess } from "./end-with-this-process.ts";
import { JobServerError } from "./job-server-error.ts";
import { toolMissing, type Tool } from "./run-tool.ts";

/** How a job server is started. */
export interface ServerStart {
  /** What it is called in messages and in the name of its log: `"flink"`. */
  readonly name: string;
  readonly tool: Tool;
  readonly args: readonly string[];
  /** Where it will listen. */
  readonly port: number;
  /** Says whether it is ready; that it listens is enough when left out. */
  readonly isReady?: () => Promise<boolean>;
}

/** A job server that listens. */
export interface ServerProcess {
  /** Where its Job API is: `127.0.0.1:8099`. */
  readonly endpoint: string;
  /** The file that its output goes to. */
  readonly log: string;
  /** Returns the last exception, or panic, that it has logged. */
  complaint(): Promise<string | undefined>;
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;
  /** Ends it, and waits until it has ended. */
  stop(): Promise<void>;
}

const longestStartMillis = 90_000;
/** How long it may take to end in an orderly way. */
const longestStopMillis = 3_000;

/**
 * Starts a job server, and waits until it is ready.
 *
 * It runs in a group of its own, so that a Ctrl-C in the terminal doesn't reach it: the job must be cancelled by it first.
 * It never outlives this process, however that ends.
 *
 * @throws JobServerError when it ends before that, or isn't ready within 90 seconds
 */
export async function startServer(start: ServerStart): Promise<ServerProcess> {
  const log = path.join(engineCache(), "logs", `${start.name}-${String(process.pid)}-${String(start.port)}.log`);
  const child = await spawnLogged(start, log);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stopGuard = endWithThisProcess(child);
  void ended.then(stopGuard);
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), longestStopMillis);
    await ended;
    clearTimeout(late);
  };
  try {
    await listening(start, child, log);
  } catch (error) {
    await stop();
    throw error;
  }
  child.unref();
  return { endpoint: `127.0.0.1:${String(start.port)}`, log, complaint: () => complaintIn(log), ended, stop };
}

/** Returns a port of this host that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  // A server that listens on an interface has the address of one.
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function spawnLogged({ tool, args }: ServerStart, log: string): Promise<ChildProcess> {
  mkdirSync(path.dirname(log), { recursive: true });
  await removeOldLogs(path.dirname(log));
  const output = openSync(log, "w");
  try {
    const child = spawn(tool.command, args, { stdio: ["ignore", output, output], detached: true });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", (error: NodeJS.ErrnoException) => {
        reject(error.code === "ENOENT" ? toolMissing(tool) : error);
      });
    });
    return child;
  } finally {
    closeSync(output);
  }
}

const keepLogsMillis = 7 * 24 * 60 * 60_000;

async function removeOldLogs(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    // Another process may remove the same at the same time.
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > keepLogsMillis) await rm(file, { force: true });
  }
}

async function listening(
  { name, port, isReady = () => accepts(port) }: ServerStart,
  child: ChildProcess,
  log: string,
): Promise<void> {
  const end = Date.now() + longestStartMillis;
  while (!(await isReady())) {
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    if (!hasEnded && Date.now() < end) {
      await sleep(50);
      continue;
    }
    throw new JobServerError({
      summary: hasEnded
        ? `The job server of ${name} ended while it started.`
        : `The job server of ${name} was not ready within ${String(longestStartMillis / 1000)} s.`,
      facts: { log, "it printed last": await lastLines(log, 12) },
    });
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: "127.0.0.1", port });
    const settle = (isOpen: boolean) => (): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once("connect", settle(true));
    socket.once("error", settle(false));
  });
}

async function lastLines(file: string, count: number): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  const lines = text.trimEnd().split("\n").slice(-count).join("\n");
  return lines === "" ? "nothing" : lines;
}

const complaintLine = /^(?:panic: |(?:Caused by: )?(?:[a-z]\w*\.)+[A-Z]\w*(?:Exception|Error): )/;

async function complaintIn(log: string): Promise<string | undefined> {
  const text = await readFile(log, "utf8").catch(() => "");
  return text.split("\n").findLast((line) => complaintLine.test(line));
}
