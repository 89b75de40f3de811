import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What a process has left. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Returns the path of a file beside this one. */
export function pathOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** Runs a script under the Node of the tests, in the folder of this file. */
export function runNode(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = process.env): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: pathOf("."),
    timeout: 15_000,
    // Whatever the environment lacks: what Node has compiled before is no part of it.
    env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env },
  });
  return { status, stdout, stderr: stderr.toString() };
}

const purlin = pathOf("../../runners/cli/main.ts");

/** Runs `purlin` from its sources. */
export function runPurlin(...args: string[]): Ended {
  return runNode(purlin, args);
}

/** Runs `purlin` in another environment. */
export function runPurlinWith(env: NodeJS.ProcessEnv, ...args: string[]): Ended {
  return runNode(purlin, args, env);
}

/** A process that runs. */
export interface Started {
  readonly child: ChildProcess;
  /** Waits until it has printed what matches. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Waits for its end. */
  readonly ended: Promise<Ended & { readonly signal: NodeJS.Signals | null }>;
}

/** Starts `purlin` from its sources, while this process goes on. */
export function startPurlin(...args: string[]): Started {
  const child = spawn(process.execPath, [purlin, ...args], { cwd: pathOf("."), stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, "close").then(([status, signal]) => ({
    status: status as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout: Buffer.from(stdout),
    stderr,
  }));
  const printed = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(stdout + stderr);
      if (match !== null) return match;
      const more = [once(child.stdout, "data"), once(child.stderr, "data")];
      const { isEnd } = await Promise.race([
        ...more.map((each) => each.then(() => ({ isEnd: false }))),
        ended.then(() => ({ isEnd: true })),
      ]);
      if (isEnd && !pattern.test(stdout + stderr))
        throw new Error(`It ended without having printed ${String(pattern)}:\n${stdout}${stderr}`);
    }
  };
  return { child, printed, ended };
}

/** Says whether a process is there; one that has ended and that nobody has asked for is not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    return !/^[ZX]$/.test(stat.slice(stat.lastIndexOf(")") + 2).charAt(0));
  } catch {
    return false;
  }
}
