import { spawnSync } from "node:child_process";
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
export function runNode(script: string, args: readonly string[] = []): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: pathOf("."),
    timeout: 15_000,
  });
  return { status, stdout, stderr: stderr.toString() };
}

/** Runs `purlin` from its sources. */
export function runPurlin(...args: string[]): Ended {
  return runNode(pathOf("../../runners/cli/main.ts"), args);
}
