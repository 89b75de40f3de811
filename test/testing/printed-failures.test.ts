// What people see when an expectation is not met: inside vitest, and inside node:test.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const programs = join(import.meta.dirname, "programs");

/** Runs a program as one of the user's would be: it knows nothing of the vitest that this test runs in. */
function run(args: readonly string[]): { status: number | null; printed: string } {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(VITEST|TEST|NODE_ENV|NODE_TEST_CONTEXT|NODE_OPTIONS)/.test(name),
    ),
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: "utf8" });
  return { status, printed: stripVTControlCharacters(stdout + stderr) };
}

describe("an expectation that is not met", { timeout: 60_000 }, () => {
  it("is shown by vitest with its line, the difference and the cause", () => {
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const { status, printed } = run([
      vitest,
      "run",
      "--root",
      programs,
      "--config",
      "vitest.config.ts",
      "--testTimeout=60000",
    ]);
    expect(status).toBe(1);
    expect(printed).toContain(
      'ExpectationError: "Count" lacks 1 expected element, and has 1 element that nothing expects.',
    );
    expect(printed).toMatch(/\n- +3,\n\+ +2,\n/);
    expect(printed).toMatch(/❯ failing\.vitest\.ts:12:\d+\n/);
    expect(printed).toMatch(/12\| +expectThat\(counts\)\.containsInAnyOrder/);
    expect(printed).toContain("Caused by: AssertionError: expected [ 1, 2 ] to deeply equal [ 1, 3 ]");
    expect(printed).toContain("NeverRunError: A pipeline with expectations was never run");
    expect(printed).toMatch(/Tests +3 failed/);
  });

  it("is shown by node:test with its line, and what is lacking", () => {
    const { status, printed } = run(["--test", join(programs, "failing.node.ts")]);
    expect(status).toBe(1);
    expect(printed).toContain('ExpectationError [PURLIN_EXPECTATION]: "Count" lacks 1 expected element');
    expect(printed).toMatch(/lacks +\[ 'to', 3 \]\n +also has +\[ 'to', 2 \]\n/);
    expect(printed).toMatch(/at TestContext\.<anonymous> \(.*failing\.node\.ts:9:\d+\)/);
  });

  it("fails a process that never checks it", () => {
    const { status, printed } = run([join(programs, "forgetful.node.ts")]);
    expect(status).toBe(1);
    expect(printed).toMatch(/NeverRunError .*never run[^]*forgetful\.node\.ts:6:\d+/);
  });
});

describe("the conformance suite", { timeout: 60_000 }, () => {
  it("declares its tests in node:test, for a runner that has no name", () => {
    const { status, printed } = run(["--test", join(programs, "suite.node.ts")]);
    expect(status).toBe(1);
    expect(printed).toMatch(/✔ passes \(/);
    expect(printed).toMatch(/✔ is skipped, and fails \(skipped: no reason\)/);
    expect(printed).toMatch(/NotConformingError [^]*case +fails\n +result +out: lacks 2\n +out: also has 1\n/);
    expect(printed).toMatch(/UselessSkipError [^]*case +is skipped, and passes\n +reason +no reason\n/);
    expect(printed).toMatch(/UnknownCaseError [^]*not there +is none\n/);
    expect(printed).toMatch(/pass 2\n.*fail 3\n/);
  });
});
