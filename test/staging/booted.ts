import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";

/** What a boot program leaves behind. */
export interface BootEnd {
  readonly code: number | null;
  readonly stderr: string;
}

/** A boot program that was started. */
export interface Booted {
  readonly child: ChildProcess;
  readonly end: Promise<BootEnd>;
}

/** Starts a boot program as runners do: by its launcher, as a process. */
export function startBoot(
  launcher: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Booted {
  const child = spawn(launcher, args, { stdio: ["ignore", "inherit", "pipe"], env: { ...process.env, ...env } });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return { child, end: once(child, "close").then(([code]) => ({ code: code as number | null, stderr })) };
}

/** The processes of this machine whose command line has a text in it. */
export function processesWith(text: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(text);
    } catch {
      return false; // it has ended meanwhile
    }
  });
}
