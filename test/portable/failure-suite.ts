import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it, vi } from "vitest";
import type { ServerProcess } from "../../runners/portable/job-server/server-process.ts";
import { RemoteJobError } from "../../runners/portable/index.ts";
import { Pipeline } from "../../sdk/index.ts";
import { UserFunctionError } from "../../sdk/exec/user-function-error.ts";
import { useJobServer } from "../services/job-server.ts";
import { sum } from "../../sdk/testing/conformance/combine-fns.ts";

const timeoutMillis = 120_000;

/** The processes whose command line has a text in it. */
function processesWith(text: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(text);
    } catch {
      return false; // it has ended meanwhile
    }
  });
}

interface EndOfProgram {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<EndOfProgram> {
  const file = path.join(import.meta.dirname, "programs", program);
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (text: Buffer) => (said.stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (said.stderr += text.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...said };
}

/** Declares the tests of what a program is told of failures, on a real engine. */
export function failureSuite(runner: string, start: () => Promise<ServerProcess>): void {
  let started: ServerProcess | undefined;
  const jobEndpoint = useJobServer(async () => (started = await start()));
  const server = (): ServerProcess => {
    if (started === undefined) throw new Error("The job server is asked for before it was started.");
    return started;
  };
  const newPipeline = (): Pipeline => Pipeline.create({ runner, quiet: true, jobEndpoint: jobEndpoint() });
  const inProcesses = (): string[] => [
    `--runner=${runner}`,
    "--quiet",
    `--jobEndpoint=${jobEndpoint()}`,
    "--environment=process",
  ];

  it("gives the very error of a function that ran in this process", { timeout: timeoutMillis }, async () => {
    const thrown = new RangeError("no twos");
    const p = newPipeline();
    p.create([1, 2]).map("Part", (n) => {
      if (n === 2) throw thrown;
      return n;
    });
    const error: unknown = await p.run().catch((failed: unknown) => failed);
    expect(error).toBeInstanceOf(RemoteJobError);
    const { cause } = error as RemoteJobError;
    expect(cause).toBeInstanceOf(UserFunctionError);
    expect(cause).toMatchObject({ step: "Part", code: "PURLIN_USER_FUNCTION" });
    expect((cause as UserFunctionError).cause).toBe(thrown);
  });

  it.each(["addInput", "extractOutput"] as const)(
    "names a combination as the program does when its %s fails",
    { timeout: timeoutMillis },
    async (name) => {
      const p = newPipeline();
      p.create([1, 2])
        .keyBy((n) => n)
        .combinePerKey("Total", {
          ...sum,
          [name]: () => {
            throw new RangeError("uncountable");
          },
        });
      const error: unknown = await p.run().catch((failed: unknown) => failed);
      expect(String(error)).toMatch(/The function of step "Total" failed: RangeError: uncountable/);
      expect(String(error)).toMatch(/step made at +test\/portable\/failure-suite\.ts:\d+:\d+/);
    },
  );

  it("gives what there was to know of a failure in another process", { timeout: timeoutMillis }, async () => {
    const { stdout, stderr } = await run("tells-error.ts", inProcesses());
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      code: "PURLIN_REMOTE_JOB",
      cause: {
        name: "UserFunctionError",
        code: "PURLIN_USER_FUNCTION",
        step: "Parse",
        facts: { element: "2", "step made at": expect.stringMatching(/tells-error\.ts:5:\d+$/) as unknown },
        cause: {
          name: "TypeError",
          message: "two\nis bad",
          stack: expect.stringMatching(/tells-error\.ts:6:\d+/) as unknown,
        },
      },
    });
  });

  it("says that a worker ran out of memory", { timeout: timeoutMillis }, async () => {
    // With a job server of its own: its workers get the variable from there.
    const args = [`--runner=${runner}`, "--environment=process"];
    const { code, stderr } = await run("runs-out-of-memory.ts", args, { NODE_OPTIONS: "--max-old-space-size=100" });
    expect(stderr).toMatch(new RegExp(`The job failed on ${runner}: .`));
    expect(stderr).toMatch(/a worker ended +It ran out of memory\./);
    expect(code).toBe(1);
    await vi.waitFor(() => expect(processesWith("runs-out-of-memory")).toEqual([]), 10_000);
  });

  it("takes an element of a hundred million bytes", { timeout: timeoutMillis }, async () => {
    const p = newPipeline();
    const size = 100_000_000;
    const lengths: number[] = [];
    p.create([size])
      .map((n) => new Uint8Array(n).fill(7))
      .reshuffle()
      .map((bytes) => lengths.push(bytes.length));
    await p.run();
    expect(lengths).toEqual([size]);
  });

  it.each([
    { environment: "process", printed: "" },
    { environment: "loopback", printed: "a word of the worker: one\n" },
  ])(
    "has what its functions print in the engine's log, and prints it once: $environment",
    { timeout: timeoutMillis },
    async ({ environment, printed }) => {
      const word = /WARN.*a word of the worker: one/g;
      const logged = async (): Promise<number> => [...(await readFile(server().log, "utf8")).matchAll(word)].length;
      const before = await logged();
      const args = [`--runner=${runner}`, "--quiet", `--jobEndpoint=${jobEndpoint()}`];
      const { code, stderr } = await run("says-things.ts", [...args, `--environment=${environment}`]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: printed });
      expect(await logged()).toBe(before + 1);
    },
  );
}
