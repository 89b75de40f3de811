import { describe, expect, it, vi } from "vitest";

import { onABusyMachine } from "../on-a-busy-machine.ts";
import type { Comparison } from "../../sdk/testing/compare-runs.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { describeWithTools } from "../services/tools.ts";
import { isAlive, runPurlin, startPurlin } from "./run-node.ts";

const program = "programs/by-runner.ts";

describe("purlin compare", () => {
  it.each([
    { args: [program], says: "required option '--runners <names>' not specified" },
    { args: [program, "--runners=direct"], says: "Two runners or more can be compared, each once." },
    { args: [program, "--runners=direct,direct"], says: "Two runners or more can be compared, each once." },
    { args: ["no-such-file.ts", "--runners=direct,prism"], says: 'There is no file "no-such-file.ts".' },
  ])("ends with 2 on a wrong command line: $args", ({ args, says }) => {
    const { status, stderr } = runPurlin("compare", ...args);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(says) as unknown });
  });

  it("names a runner that there is not, before any has run", () => {
    const { status, stdout, stderr } = runPurlin("compare", program, "--runners=direct,prsm");
    expect({ status, stdout: stdout.toString() }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain('There is no runner named "prsm". Did you mean "prism"?');
    expect(stderr).not.toContain("running on");
  });

  it("shows what a program has thrown, run by run", () => {
    const { status, stdout, stderr } = runPurlin("compare", "programs/throws.ts", "--runners=direct,prism");
    expect(status).toBe(1);
    expect(stdout.toString()).toMatch(/^direct +\d+\.\d\d s +failed$/m);
    expect(stdout.toString()).toMatch(/^prism failed:\n {2}ProgramFailedError \[PURLIN_PROGRAM_FAILED\]/m);
    expect(stderr).toContain("DifferentResultsError [PURLIN_DIFFERENT_RESULTS]");
  });
});

describe("purlin compare, told to end", () => {
  it("ends within a second of Ctrl-C in a busy function, and begins no other run", async () => {
    const started = startPurlin("compare", "programs/busy.ts", "--runners=direct,prism");
    const [, pids = ""] = await started.printed(/pids ([\d ]+)\n/);
    const begin = performance.now();
    started.child.kill("SIGINT");
    const { status, stdout, stderr } = await started.ended;
    expect(performance.now() - begin).toBeLessThan(onABusyMachine(1_000));
    expect({ status, stdout: stdout.toString() }).toEqual({ status: 130, stdout: "" });
    expect(stderr).not.toContain("running on prism");
    await vi.waitFor(() => expect(pids.split(" ").map(Number).filter(isAlive)).toEqual([]), { timeout: 5_000 });
  });

  it("says how a run has ended that tells nothing", () => {
    const { status, stdout } = runPurlin("compare", "programs/exits.ts", "--runners=direct,prism");
    expect(status).toBe(1);
    expect(stdout.toString()).toContain("RunFailedError [PURLIN_RUN_FAILED]: Its process ended with exit code 0.");
  });
});

describeWithTools("purlin compare with Prism", process.env.PURLIN_PRISM === undefined ? [tools.go] : [], () => {
  const compare = (...args: string[]) => startPurlin("compare", program, "--runners=direct,prism", ...args).ended;

  it("finds the same results, each run in a process of its own", async () => {
    const { status, stdout, stderr } = await compare("--json");
    const { isEqual, outputs, runs } = JSON.parse(stdout.toString()) as Comparison;
    expect({ status, isEqual, outputs }).toEqual({ status: 0, isEqual: true, outputs: ["Twice", "Number"] });
    expect(runs).toMatchObject([
      { runner: "direct", elements: 12, differences: [] },
      { runner: "prism", elements: 12, differences: [] },
    ]);
    expect(stderr).toContain("the program's own line");
  }, 60_000);

  it("shows what one has other than the first", async () => {
    const { status, stdout } = await compare("--", "--clock");
    const text = stdout.toString();
    expect(status).toBe(1);
    expect(text).toMatch(/^prism +\d+\.\d\d s +12 +different$/m);
    expect(text).toMatch(/"Number" on prism, compared with direct:\n {2}lacks +[\d.]+ {2}\(6 times\)\n {2}also has +/);
    expect(text).not.toContain('"Twice" on prism');
  }, 60_000);
});
