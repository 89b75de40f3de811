import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { definedExamples } from "./compare-example.ts";
import { countsOf, dataLines, wordsOf } from "./run-example.ts";

const examples = join(import.meta.dirname, "../../examples");
const programs = readdirSync(examples).filter((file) => file.endsWith(".ts"));
const run = promisify(execFile);

describe("examples as programs", () => {
  // A place like a fresh clone, whose `out` is its own.
  let clone = "";
  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), "purlin-examples-"));
    symlinkSync(examples, join(clone, "examples"));
  });
  afterAll(() => {
    rmSync(clone, { recursive: true });
  });

  it.each(programs)("%s has a test", (program) => {
    const tests = readdirSync(import.meta.dirname);
    expect(tests).toContain(
      program === "minimal-wordcount.ts" ? "programs.test.ts" : program.replace(".ts", ".test.ts"),
    );
  });

  it("are all compared with what engines give", () => {
    const compared = [...definedExamples.keys(), "compare-runners", "minimal-wordcount", "wordcount"];
    expect(compared.map((name) => `${name}.ts`).sort()).toEqual(programs.toSorted());
  });

  it.each(programs)("%s runs without options, and writes to out/ by its name", async (program) => {
    await run(process.execPath, [join("examples", program)], { cwd: clone });
    const name = program.replace(".ts", "");
    expect(readdirSync(join(clone, "out")).filter((file) => file.startsWith(name))).not.toEqual([]);
    if (name !== "minimal-wordcount") return;
    const counts = countsOf(dataLines("genesis.txt").flatMap(wordsOf));
    const written = readdirSync(join(clone, "out")).filter((file) => file.startsWith(name));
    const lines = written.flatMap((file) =>
      readFileSync(join(clone, "out", file), "utf8")
        .split("\n")
        .slice(0, -1),
    );
    expect(lines.sort()).toEqual([...counts].map(([word, n]) => `${word}: ${n}`).sort());
  });

  it.each(programs.filter((program) => program !== "minimal-wordcount.ts"))("%s helps", async (program) => {
    const { stdout } = await run(process.execPath, [join("examples", program), "--help"], { cwd: clone });
    const [own = ""] = stdout.split("Standard options:");
    expect(own).toMatch(/--output <string> +\w/);
    // Each has a few words between its type and its default.
    for (const line of own.split("\n")) if (line.includes(" --")) expect(line).toMatch(/<\S+> +[a-zA-Z]/);
  });
});
