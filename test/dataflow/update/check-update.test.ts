import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UsageError } from "../../../runners/cli/cli-errors.ts";
import { checkUpdate } from "../../../runners/cli/dataflow/check-update.ts";
import { loadSteps } from "../../../runners/cli/dataflow/load-steps.ts";
import type { UpdateReport } from "../../../runners/dataflow/update/examine-update.ts";
import { runPurlin } from "../../cli/run-node.ts";
import { useGcsDouble } from "../../services/gcs-double.ts";

const folder = mkdtempSync(path.join(tmpdir(), "purlin-check-update-"));
afterAll(() => rmSync(folder, { recursive: true }));

const program = (name: string) => path.join(import.meta.dirname, `programs/${name}.ts`);
const specimen = (name: string) => path.join(import.meta.dirname, `../../golden/specimens/${name}.pipeline.pb`);
const file = (name: string, contents: string | Uint8Array): string => {
  const made = path.join(folder, name);
  mkdirSync(path.dirname(made), { recursive: true });
  writeFileSync(made, contents);
  return made;
};
const check = (...args: string[]) => {
  const { status, stdout, stderr } = runPurlin("dataflow", "check-update", ...args);
  return { status, stdout: stdout.toString(), stderr };
};

describe("purlin dataflow check-update", () => {
  it("takes a program for an update of itself", () => {
    expect(check(program("orders"), program("orders"))).toEqual({
      status: 0,
      stdout: "7 steps are as before.\n\nThe update would be taken.\n",
      stderr: "",
    });
  });

  it("shows what is risky, and takes the update", () => {
    const { status, stdout } = check(program("orders"), program("orders-of-five-minutes"));
    expect(stdout).toBe(
      `step         effect  change     what
Spent/Group  risky   windowing  windows: was fixedWindows(60000 ms), is fixedWindows(300000 ms)

6 steps are as before.
New: Large.

Why:
  risky, windowing: what is buffered stays in the windows, and under the triggers, that it came with

The update would be taken; what is risky may lose or misread what the job keeps.
`,
    );
    expect(status).toBe(0);
  });

  it("shows what is refused, worst first, and ends with 1", () => {
    const { status, stdout, stderr } = check(program("orders"), program("orders-by-number"));
    const rows = stdout.split("\n\n")[0]?.split("\n").slice(1);
    expect(rows?.map((row) => row.replaceAll(/ {2,}/g, " | "))).toEqual([
      'ReadOrders | refused | removed | the job keeps what it has read and not acknowledged; it looks like "Orders"',
      "Spent/Group | refused | coder | key coder: was canonical_value, is varint",
    ]);
    expect(status).toBe(1);
    expect(stderr).toBe(
      `UpdateRefusedError [PURLIN_UPDATE_REFUSED]: The update would be refused, for 2 changes.
Do one of:
  - say that steps have new names:  --transformNameMapping='{"ReadOrders":"Orders"}'
  - take back what is refused above
  - drain the running job, and start the new one under another name
`,
    );
  });

  it("proposes a mapping, with which the update is taken: given itself or as a file", () => {
    const args = [program("orders"), program("orders-renamed")];
    const { proposedMapping, verdict } = JSON.parse(check(...args, "--json").stdout) as UpdateReport;
    expect({ proposedMapping, verdict }).toEqual({ proposedMapping: { Spent: "SpentByCustomer" }, verdict: "refused" });
    const json = JSON.stringify(proposedMapping);
    for (const mapping of [json, file("mapping.json", json)]) {
      const { status, stdout } = check(...args, `--transformNameMapping=${mapping}`);
      expect(stdout).toContain(`SpentByCustomer/Group          harmless  renamed  was "Spent/Group"`);
      expect(status).toBe(0);
    }
  });

  it("takes files for programs, and the folders of dry runs", () => {
    const dryRun = file("dry-run/pipeline.pb", "");
    const { status } = runPurlin("graph", program("orders"), "--format=proto", `--out=${dryRun}`);
    expect(status).toBe(0);
    expect(check(path.dirname(dryRun), program("orders"))).toMatchObject({ status: 0, stderr: "" });
    expect(check(program("orders-of-five-minutes"), dryRun)).toMatchObject({ status: 0, stderr: "" });
    expect(check(specimen("go-pubsub"), specimen("python-pubsub"))).toMatchObject({ status: 1 });
  });

  it("refuses batch jobs, and says to start them anew", () => {
    const { status, stdout, stderr } = check(specimen("go-wordcount"), specimen("go-wordcount"));
    expect(stdout).toMatch(
      /^\(the job\) +refused +job +Both pipelines are without an unbounded collection: a batch job\.$/m,
    );
    expect(stderr).toMatch(/Do this: start the new one as a job of its own: only streaming jobs are updated\n$/);
    expect(status).toBe(1);
  });

  it("says what is wrong with a mapping's names", () => {
    const { status, stderr } = check(program("orders"), program("orders"), `--transformNameMapping={"Spend":"Spent"}`);
    expect(stderr).toMatch(
      /^NameMappingError \[PURLIN_NAME_MAPPING\]: The mapping names "Spend".*\n.*\n.*"Spent"\?\n$/,
    );
    expect(status).toBe(1);
  });

  it("lets a program say what is wrong with it", () => {
    const throwing = file("throws.ts", `throw new RangeError("no such table");`);
    const { status, stdout, stderr } = check(program("orders"), throwing);
    expect(stderr).toMatch(/^ProgramFailedError \[PURLIN_PROGRAM_FAILED\].*throws\.ts.*\n.*RangeError: no such table/);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  });

  it.each([
    { name: "a file that there isn't", args: ["no-such.pb", program("orders")], says: 'There is no file "no-such.pb"' },
    { name: "one pipeline", args: ["a.pb"], says: "missing required argument 'new'" },
  ])("ends with 2 on $name", ({ args, says }) => {
    const { status, stdout, stderr } = check(...args);
    expect(stderr).toContain(says);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });
});

describe("checkUpdate", () => {
  // A pipeline with components, whose only root is a transform that they don't hold.
  const dangling = new Uint8Array([0x0a, 0x00, 0x12, 0x01, 0x61]);
  const sound = specimen("go-pubsub");

  it.each<{ name: string; old?: string; mapping?: string; says: string | RegExp }>([
    { name: "a folder without a pipeline", old: path.dirname(file("empty/a.txt", "")), says: 'empty/pipeline.pb"' },
    { name: "a file of text", old: file("text.pb", "a text"), says: 'text.pb" holds no pipeline' },
    { name: "an empty file", old: file("empty.pb", ""), says: 'empty.pb" holds no pipeline' },
    {
      name: "a pipeline that contradicts itself",
      old: file("dangling.pb", dangling),
      says: /dangling\.pb" holds no pipeline: The pipeline refers to the transform "a", which it doesn't have/,
    },
    { name: "a mapping that is cut", mapping: '{"a":', says: "--transformNameMapping is no mapping of names to names" },
    {
      name: "a mapping to numbers",
      mapping: '{"a":1}',
      says: "--transformNameMapping is no mapping of names to names",
    },
    { name: "a file of a list", mapping: file("list.json", "[]"), says: 'list.json" is no mapping of names to names' },
    { name: "a mapping in no file", mapping: "a.json", says: 'the file "a.json", which can\'t be read' },
  ])("says what is wrong with $name", async ({ old = sound, mapping, says }) => {
    const request = { old, now: sound, args: [], pipeline: 1, mapping, json: false };
    await expect(checkUpdate(request)).rejects.toThrow(says);
    await expect(checkUpdate(request)).rejects.toBeInstanceOf(UsageError);
  });
});

describe("loadSteps", () => {
  const double = useGcsDouble();
  const load = (file: string) => loadSteps({ file, args: [], pipeline: 1 });

  it("reads what a job has staged", async () => {
    double().objects.put("staging/pipeline.pb", readFileSync(specimen("go-pubsub")));
    const { steps } = await load("gs://bucket/staging/pipeline.pb");
    expect([...steps.keys()]).toEqual([...(await load(specimen("go-pubsub"))).steps.keys()]);
  });

  it("says so when a job has staged nothing there", async () => {
    const error = { code: "PURLIN_FILE_NOT_FOUND" };
    await expect(load("gs://bucket/staging/other.pb")).rejects.toMatchObject(error);
  });
});
