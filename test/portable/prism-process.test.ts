import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, vi } from "vitest";
import { onABusyMachine } from "../on-a-busy-machine.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { describeWithTools } from "../services/tools.ts";

const builder = process.env.PURLIN_PRISM === undefined ? [tools.go] : [];
// The first run may build Prism.
const timeoutMillis = 10 * 60_000;

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Its exit code, or the signal that has ended it. */
  readonly ended: Promise<unknown>;
}

function run(program: string, args: readonly string[] = [], env: Record<string, string> = {}): Run {
  const file = path.join(import.meta.dirname, "programs", program);
  const child = spawn(process.execPath, [file, "--runner=prism", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()));
  return {
    child,
    output: () => output,
    ended: once(child, "close").then(([code, signal]: unknown[]) => code ?? signal),
  };
}

/** The Prisms that were started for a process: those whose log bears its id. */
function prismsOf({ child }: Run): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      const isPrism = readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("-job_port");
      return isPrism && readFileSync(`/proc/${pid}/status`, "utf8").includes(`PPid:\t${String(child.pid)}\n`);
    } catch {
      return false;
    }
  });
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return ""; // it has ended meanwhile
  }
}

/** The processes that run with a folder for temporary files, by whomever they were started. */
function startedWith(folder: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
      return environment.split("\0").includes(`TMPDIR=${folder}`) && isRunning(pid);
    } catch {
      return false;
    }
  });
}

describeWithTools("a program whose job runs on Prism", builder, () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "ends within a second of %s, and leaves no process behind",
    async (signal) => {
      const program = run("never-ends.ts");
      await vi.waitFor(() => expect(program.output()).toContain("waiting"), timeoutMillis);
      const servers = prismsOf(program);
      expect(servers).toHaveLength(1);
      const before = performance.now();
      program.child.kill(signal);
      await expect(program.ended).resolves.toBe(signal);
      expect(performance.now() - before).toBeLessThan(onABusyMachine(1_500));
      await vi.waitFor(() => expect(servers.filter(isRunning)).toEqual([]), 5_000);
    },
    timeoutMillis,
  );

  it(
    "leaves no process behind when it is killed, neither of the engine nor of its workers",
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), "purlin-killed-"));
      try {
        const program = run("never-ends.ts", ["--environment=process"], { TMPDIR: folder });
        const isWorker = (pid: string): boolean => commandLineOf(pid).includes(path.join(folder, "purlin-worker-"));
        await vi.waitFor(() => expect(startedWith(folder).filter(isWorker)).toHaveLength(1), timeoutMillis);
        program.child.kill("SIGKILL");
        await program.ended;
        await vi.waitFor(() => expect(startedWith(folder)).toEqual([]), 10_000);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    timeoutMillis,
  );

  it(
    "ends with the error of a function and an exit code",
    async () => {
      const program = run("throws.ts", ["--quiet"]);
      await expect(program.ended).resolves.toBe(1);
      const output = program.output();
      expect(output).toContain('The job failed on prism: The function of step "Parse" failed: TypeError: two is bad');
      // What the engine says again is not shown again: only the error and its causes.
      expect(output.match(/The job failed/g)).toHaveLength(1);
      expect(output).toMatch(/step made at {2}\S*throws\.ts:4/);
      expect(output).not.toContain("bundle inst");
    },
    timeoutMillis,
  );
});

function isRunning(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
