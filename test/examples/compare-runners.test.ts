import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

describe("the comparison of runners", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "purlin-example-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("shows a table of the runs, and writes the output of the last one", async () => {
    const args = ["examples/compare-runners.ts", `--output=${folder}/scores`, "--quiet", "--runners=direct"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
    expect(stdout).toMatch(/^runner +time +elements +outcome\ndirect +\d+\.\d\d s +\d\d+ +the others are compared/);
    expect(stdout).toMatch(/\n\ncompared: what comes of "Format", "ReadCsv.errors"\n$/);
    expect(readdirSync(folder).length).toBeGreaterThan(3);
  });
});
