import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { programFile } from "./evaluate.ts";
import { runProgram } from "./run-program.ts";

describe("a module that defines a pipeline", () => {
  it("builds and runs it with the options of the command line when it is the program", async () => {
    const { code, stdout } = await runProgram("fails", ["--count=3", "--quiet"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "count 3\n" });
  });

  it("does nothing when it is imported", async () => {
    const text = `const { default: definition } = await import(${JSON.stringify(programFile("fails"))}); console.log(Object.keys(definition).join());`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", text], {
      encoding: "utf8",
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "build,run\n", stderr: "" });
  });

  it("is built and run by those who import it, with options as values", () => {
    const text = `
      const { default: definition } = await import(${JSON.stringify(programFile("fails"))});
      const { state } = await definition.run({ count: 4, quiet: true });
      console.log(state);`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", text], { encoding: "utf8" });
    expect({ stdout, stderr }).toEqual({ stdout: "count 4\ndone\n", stderr: "" });
  });

  it.each([
    { name: "a misspelt option", args: ["--cuont=3"], says: "did you mean --count?" },
    { name: "a missing option", args: [], says: "--count must be given" },
    { name: "a failing function", args: ["--count=-1", "--quiet"], says: "RangeError: below 0" },
  ])("ends with a message and exit code 1 after $name", async ({ args, says }) => {
    const { code, stderr } = await runProgram("fails", args);
    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it("shows the stack with --verbose", async () => {
    const { stderr } = await runProgram("fails", ["--count=-1", "--quiet", "--verbose"]);
    expect(stderr).toMatch(/^ {4}at .*fails\.ts/m);
  });

  it("must be its default export", async () => {
    const { code, stderr } = await runProgram("other-export");
    expect(code).toBe(1);
    expect(stderr).toContain("export default definePipeline(...)");
  });

  it("must not run the pipeline itself", async () => {
    const { code, stderr } = await runProgram("runs-itself");
    expect(code).toBe(1);
    expect(stderr).toContain("PURLIN_RUN_IN_DEFINITION");
  });

  it("is drawn by purlin graph", () => {
    const cli = path.resolve("runners/cli/main.ts");
    const args = [cli, "graph", programFile("fails"), "--", "--count=1"];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(status).toBe(0);
    expect(stdout).toContain("Print");
  });
});
