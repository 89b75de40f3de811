import { expect, it } from "vitest";
import { runWorkerPool } from "../../sdk/container/worker-pool.ts";
import { runProgram } from "./run-program.ts";

const timeoutMillis = 120_000;

/** Declares the tests of programs whose functions run in other processes, on a real engine. */
export function environmentSuite(runner: string, jobEndpoint: () => string): void {
  const argsFor = (environment: string): string[] => [
    `--runner=${runner}`,
    `--jobEndpoint=${jobEndpoint()}`,
    `--environment=${environment}`,
  ];

  it("runs a program's functions in processes that the engine starts", { timeout: timeoutMillis }, async () => {
    const { code, stderr } = await runProgram("check", argsFor("process"));
    expect(stderr).toMatch(/staging check\.ts: \d\.\d MB/);
    expect(code).toBe(0);
  });

  it("runs them in workers of a pool", { timeout: timeoutMillis }, async () => {
    const told: string[] = [];
    const pool = await runWorkerPool({ tell: (text) => told.push(text) });
    try {
      const { code, stderr } = await runProgram("check", argsFor(`external:${pool.address}`));
      expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
      expect(told.filter((text) => text.endsWith("starts"))).not.toEqual([]);
    } finally {
      await pool.stop();
    }
  });

  it("runs a script up to its run()", { timeout: timeoutMillis }, async () => {
    const { code, stdout, stderr } = await runProgram("script", [...argsFor("process"), "--steps=2"]);
    expect({ code, stdout, stderr: code === 0 ? "" : stderr }).toEqual({
      code: 0,
      stdout: "what follows a run() is not for workers\n",
      stderr: "",
    });
  });

  it("names the step, its place and the cause when a function fails there", { timeout: timeoutMillis }, async () => {
    const { code, stderr } = await runProgram("check", [...argsFor("process"), "--submitter=me", "--quiet"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/"Check" failed: RangeError: asked to fail by me/);
    expect(stderr).toMatch(/step made at +\S*programs\/check\.ts:\d+/);
    expect(stderr).toMatch(/thrown at +\S*.*programs\/check\.ts:\d+/);
  });

  it("refuses a second pipeline of a script before it is submitted", { timeout: timeoutMillis }, async () => {
    const { code, stderr } = await runProgram("twice", [...argsFor("process"), "--quiet"]);
    expect(code).toBe(1);
    expect(stderr).toContain("has run another one before");
    expect(stderr).toContain("definePipeline");
  });
}
