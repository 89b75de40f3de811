import { describe, expect, it, vi } from "vitest";

import { onABusyMachine } from "../on-a-busy-machine.ts";
import { isAlive, runPurlin, startPurlin, type Started } from "./run-node.ts";

const program = (name: string) => `programs/${name}.ts`;

/** Waits until a program has told the ids of its processes. */
async function pidsOf(started: Started): Promise<number[]> {
  const [, pids = ""] = await started.printed(/pids ([\d ]+)\n/);
  return pids.split(" ").map(Number);
}

async function expectGone(pids: readonly number[]): Promise<void> {
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 5_000 });
}

describe("purlin run", () => {
  it.each([
    { given: [], got: [] },
    { given: ["--runner=flink", "a", "--", "--json"], got: ["--runner=flink", "a", "--", "--json"] },
    { given: ["--help", "--verbose"], got: ["--help", "--verbose"] },
    { given: ["--", "--version"], got: ["--version"] },
  ])("hands on what follows the file, $given, and the exit code", ({ given, got }) => {
    const { status, stdout } = runPurlin("run", program("prints-arguments"), ...given);
    expect({ status, args: JSON.parse(stdout.toString()) as unknown }).toEqual({ status: 5, args: got });
  });

  it.each([
    { name: "busy", signal: "SIGINT", status: 130 },
    { name: "busy-definition", signal: "SIGINT", status: 130 },
    { name: "busy", signal: "SIGTERM", status: 143 },
    { name: "busy", signal: "SIGHUP", status: 129 },
  ] as const)("ends $name within a second of $signal, and leaves no process", async ({ name, signal, status }) => {
    const started = startPurlin("run", program(name));
    const pids = await pidsOf(started);
    const begin = performance.now();
    started.child.kill(signal);
    const ended = await started.ended;
    expect(performance.now() - begin).toBeLessThan(onABusyMachine(1_000));
    expect(ended.status).toBe(status);
    expect(ended.stderr).toContain("killed the program: a function of it doesn't return");
    await expectGone(pids);
  });

  it("cancels a job that can be cancelled, without killing the program", async () => {
    const started = startPurlin("run", program("waits"));
    const pids = await pidsOf(started);
    started.child.kill("SIGINT");
    const { status, stderr } = await started.ended;
    expect({ status, stderr }).toEqual({ status: 130, stderr: expect.not.stringContaining("killed") as unknown });
    await expectGone(pids);
  });

  it("lets a program that answers take its time, and hands on its exit code", async () => {
    const started = startPurlin("run", program("takes-its-time"));
    await pidsOf(started);
    started.child.kill("SIGINT");
    const { status, stdout } = await started.ended;
    expect({ status, said: stdout.toString().split("\n").slice(1) }).toEqual({
      status: 7,
      said: ["told to end", "cleaned up", ""],
    });
  });

  it("kills it at once at the second signal", async () => {
    const started = startPurlin("run", program("takes-its-time"));
    const pids = await pidsOf(started);
    started.child.kill("SIGINT");
    await started.printed(/told to end/);
    started.child.kill("SIGINT");
    const { status, stdout } = await started.ended;
    expect({ status, stdout: stdout.toString() }).toEqual({
      status: 130,
      stdout: expect.not.stringContaining("cleaned") as unknown,
    });
    await expectGone(pids);
  });

  it("takes the program along when it is killed itself", async () => {
    const started = startPurlin("run", program("busy"));
    const pids = await pidsOf(started);
    started.child.kill("SIGKILL");
    await expectGone(pids);
  });

  it.each([
    { args: ["run", "no-such-file.ts"], says: 'There is no file "no-such-file.ts".' },
    { args: ["run", "programs"], says: 'There is no file "programs".' },
    { args: ["run"], says: "missing required argument 'file'" },
    { args: ["run", "--runner=flink", program("busy")], says: "unknown option '--runner=flink'" },
  ])("ends with 2 on a wrong command line: $args", ({ args, says }) => {
    const { status, stderr } = runPurlin(...args);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(says) as unknown });
  });
});
