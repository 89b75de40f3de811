import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { fromBinary, fromJson } from "@bufbuild/protobuf";
import { afterAll, describe, expect, it } from "vitest";

import { PipelineSchema } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { pathOf, runNode, runPurlin } from "./run-node.ts";

const folder = mkdtempSync(path.join(tmpdir(), "purlin-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

const program = (name: string) => `programs/${name}.ts`;

describe("purlin graph", () => {
  it("draws the pipeline of a program that awaits its run, and goes no further in it", () => {
    const { status, stdout, stderr } = runPurlin("graph", program("awaits-run"));
    expect(stdout.toString()).toMatch(/^flowchart TD\n[^]*"Lines"[^]*Lengths[^]*\n$/);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "a line of the program's own\n" });
  });

  it("writes the proto as bytes, and the same pipeline as JSON", () => {
    const proto = runPurlin("graph", program("awaits-run"), "--format=proto");
    const json = runPurlin("graph", program("awaits-run"), "--format=json");
    const pipeline = fromBinary(PipelineSchema, new Uint8Array(proto.stdout));
    const names = Object.values(pipeline.components?.transforms ?? {}).map(({ uniqueName }) => uniqueName);
    expect(names).toEqual(expect.arrayContaining(["Lines", "Lengths"]));
    expect(fromJson(PipelineSchema, JSON.parse(json.stdout.toString()) as never)).toEqual(pipeline);
  });

  it("waits for a program that runs its pipeline later, and hands it the arguments behind the dashes", () => {
    const out = path.join(folder, "later.dot");
    const args = ["graph", program("never-awaits"), "--format", "dot", "--out", out, "--", "a", "--format"];
    const { status, stdout } = runPurlin(...args);
    expect({ status, stdout: stdout.toString() }).toEqual({ status: 0, stdout: "" });
    expect(readFileSync(out, "utf8")).toMatch(/^digraph .*\{\n[^]*Lengths[^]*\}\n$/);
  });

  it.each([
    { pipeline: [], name: "First" },
    { pipeline: ["--pipeline=2"], name: "Second" },
  ])("shows $name for $pipeline of a program that runs two", ({ pipeline, name }) => {
    const text = runPurlin("graph", program("runs-two"), ...pipeline).stdout.toString();
    expect(["First", "Second"].filter((step) => text.includes(`"${step}"`))).toEqual([name]);
  });

  it.each([
    { args: [program("runs-two"), "--pipeline=3"], says: ["ended without running pipeline 3", "--pipeline=2"] },
    {
      args: [program("runs-none")],
      says: ["NoPipelineError [PURLIN_NO_PIPELINE]", "ended without running a pipeline"],
    },
    { args: [program("waits-forever")], says: ["ended without running a pipeline"] },
    { args: [program("throws")], says: ["RangeError: no such table", "at     programs/throws.ts:2:9"] },
    { args: [program("rejects-later")], says: ["RangeError: no such table", "programs/rejects-later.ts:3:9"] },
    { args: [program("exits")], says: ["PURLIN_PROGRAM_EXITED", "ended the process before", "exit code  0"] },
    { args: [program("bad-step-name")], says: ["StepNameError [PURLIN_STEP_NAME]", "programs/bad-step-name.ts:4"] },
    { args: [program("options"), "--", "--inptu=x"], says: ["OptionError [PURLIN_OPTION]", "did you mean --input?"] },
    { args: [program("awaits-run"), "--out=no/such/folder"], says: [`OutputError [PURLIN_OUTPUT]: "no/such/folder"`] },
  ])("ends with 1 and says what the program did: $args", ({ args, says }) => {
    const { status, stdout, stderr } = runPurlin("graph", ...args);
    expect({ status, stdout: stdout.toString() }).toEqual({ status: 1, stdout: "" });
    for (const words of says) expect(stderr).toContain(words);
    expect(stderr).not.toContain("    at ");
  });

  it("shows the stack of the program's error when it is to be verbose", () => {
    const { stderr } = runPurlin("graph", program("throws"), "--verbose");
    expect(stderr).toMatch(/\[cause\]: RangeError: no such table\n +at fail \(.*throws\.ts:2:9\)/);
  });

  it.each([
    { args: [], says: "Usage: purlin" },
    { args: ["grap"], says: "Did you mean graph?" },
    { args: ["graph"], says: "missing required argument 'file'" },
    { args: ["graph", "no-such-file.ts"], says: `There is no file "no-such-file.ts".` },
    { args: ["graph", program("runs-two"), "--format=xml"], says: "Allowed choices are mermaid, dot, json, proto" },
    { args: ["graph", program("runs-two"), "--formt=dot"], says: "unknown option '--formt=dot'" },
    { args: ["graph", program("runs-two"), "--pipeline=0"], says: "It is a number from 1 on." },
  ])("ends with 2 on a wrong command line: $args", ({ args, says }) => {
    const { status, stdout, stderr } = runPurlin(...args);
    expect({ status, stdout: stdout.toString() }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(says);
  });
});

describe("purlin", () => {
  it("prints the package's version", () => {
    const manifest = JSON.parse(readFileSync(pathOf("../../package.json"), "utf8")) as { version: string };
    expect(runPurlin("--version")).toEqual({ status: 0, stdout: Buffer.from(`${manifest.version}\n`), stderr: "" });
  });

  it.each([
    { args: ["--help"], says: "Usage: purlin" },
    { args: ["graph", "--help"], says: "Usage: purlin graph [options] FILE [-- the program's arguments]" },
  ])("prints help for $args", ({ args, says }) => {
    const { status, stdout } = runPurlin(...args);
    expect(status).toBe(0);
    expect(stdout.toString()).toContain(says);
  });

  it.each([
    { version: "20.19.0", isTaken: false },
    { version: "22.17.1", isTaken: false },
    { version: "22.18.0", isTaken: true },
    { version: "23.0.0", isTaken: true },
  ])("says so when Node $version is too old", ({ version, isTaken }) => {
    const disguise = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`;
    const disguised = `data:text/javascript,${encodeURIComponent(disguise)}`;
    const { status, stderr } = runNode("--import", [disguised, pathOf("../../runners/cli/main.ts"), "--version"]);
    expect(status).toBe(isTaken ? 0 : 1);
    expect(stderr.includes(`purlin needs Node 22.18 or later; this is ${version}`)).toBe(!isTaken);
  });
});
