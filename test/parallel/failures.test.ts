import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { onABusyMachine } from "../on-a-busy-machine.ts";
import { UserFunctionError } from "../../sdk/exec/user-function-error.ts";
import { Pipeline } from "../../sdk/index.ts";
import differs from "./programs/differs.ts";
import failures from "./programs/failures.ts";

const parallelism = 2;
const program = `${import.meta.dirname}/programs/failures.ts`;

async function failureOf(run: Promise<unknown>): Promise<Error> {
  try {
    await run;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("It has not failed.");
}

// Programs are evaluated anew in each thread, which takes a while on a busy machine.
describe("a job on threads that fails", { timeout: 60_000 }, () => {
  it("throws what a step has thrown there, with its class, step, place, element and cause", async () => {
    const error = await failureOf(failures.run({ how: "throw", parallelism, quiet: true }));
    expect(error).toBeInstanceOf(UserFunctionError);
    expect(error).toMatchObject({ name: "UserFunctionError", code: "PURLIN_USER_FUNCTION", step: "Work" });
    expect(error.message).toMatch(
      /^The function of step "Work" failed: Error: bad order\n {2}element {7}4\n {2}step made at {2}test\/parallel\/programs\/failures\.ts:\d+:\d+\n {2}thrown at {5}test\/parallel\/programs\/failures\.ts:\d+:\d+$/,
    );
    expect(error.cause).toMatchObject({ name: "OrderError", message: "bad order", orderId: 7, item: { sku: "a" } });
    expect((error.cause as Error).cause).toBeInstanceOf(RangeError);
  });

  it.each([
    {
      how: "throwText",
      code: "PURLIN_USER_FUNCTION",
      says: `The function of step "Work" failed: it threw 'just text'`,
    },
    { how: "setup", code: "PURLIN_USER_FUNCTION", says: 'setup of step "Life" failed: Error: no setup' },
    { how: "teardown", code: "PURLIN_USER_FUNCTION", says: 'teardown of step "Life" failed: Error: no teardown' },
    { how: "exit", code: "PURLIN_THREAD_ENDED", says: "process.exit(3) was called in it" },
    { how: "uncaught", code: "PURLIN_THREAD_ENDED", says: "an error outside of any step: Error: loose" },
    { how: "never", code: "PURLIN_UNSETTLED", says: "steps that wait  Work" },
    { how: "uncarriable", code: "PURLIN_CODER", says: 'of step "Reshuffle2" failed: CoderError' },
  ] as const)("says why: $how", async ({ how, code, says }) => {
    const error = await failureOf(failures.run({ how, parallelism, quiet: true }));
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(says);
  });

  it("counts the errors of all threads for a step's budget", async () => {
    const error = await failureOf(failures.run({ how: "budget", parallelism: 4, quiet: true }));
    expect(error).toMatchObject({ code: "PURLIN_ERROR_BUDGET", step: "Judge" });
    expect(error.message).toContain("at most 30 errors");
  });

  it("says what was running where memory is used up, instead of ending with the process", () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--max-old-space-size=100", program, "--how=memory", "--parallelism=2", "--quiet"],
      { encoding: "utf8" },
    );
    expect(stderr).toMatch(
      /^ThreadEndedError \[PURLIN_THREAD_ENDED\]: A thread of the job has ended before its work: its memory was used up\.\n {2}it was running {2}"Life", "Judge", "Work"\nDo one of:/,
    );
    expect(stderr).toContain("--max-old-space-size");
    expect(status).toBe(1);
  });

  it("is cancelled within a second, also when a function never returns", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "purlin-parallel-"));
    const started = path.join(folder, "started");
    const p = await failures.build({ how: "busy", parallelism, quiet: true, started });
    const job = await p.start();
    const end = failureOf(job.waitUntilFinish());
    while (!existsSync(started)) await setTimeout(5);
    const begin = performance.now();
    await job.cancel();
    expect(performance.now() - begin).toBeLessThan(onABusyMachine(2_000));
    expect(job.state).toBe("cancelled");
    expect(await end).toMatchObject({ code: "PURLIN_JOB_CANCELLED" });
    rmSync(folder, { recursive: true });
  });

  it("does not begin where the program builds another pipeline in threads", async () => {
    const error = await failureOf(differs.run({ parallelism, quiet: true }));
    expect(error).toMatchObject({ code: "PURLIN_GRAPH_MISMATCH" });
    expect(error.message).toContain("Also: ");
  });

  it("does not begin where threads can't find its pipeline again", async () => {
    const p = Pipeline.create({ parallelism, quiet: true });
    p.create([1]);
    const error = await failureOf(p.run());
    expect(error).toMatchObject({ code: "PURLIN_PIPELINE_NOT_FOUND" });
    expect(error.message).toContain("definePipeline");
    expect(error.message).toContain("leave --parallelism out");
  });

  it("does not begin where bundles are to be cut as only one thread can", async () => {
    const p = Pipeline.create({ parallelism, quiet: true, bundling: "one-key" });
    p.create([1]);
    await expect(p.run()).rejects.toThrow(
      "Bundles are cut as --bundling says in one thread, and --parallelism asks for more",
    );
  });

  it("is refused where it reads a stream of this evaluation", () => {
    const p = Pipeline.create({ parallelism });
    const stream = new ReadableStream<number>();
    expect(() => p.create(stream)).toThrow(/only this process can read[^]*other threads[^]*leave --parallelism out/);
  });
});
