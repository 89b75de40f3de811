// Holds the programs of the README to what they say: they compile under the strictest options, and run.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const run = promisify(execFile);

function programs(): { heading: string; text: string }[] {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  return readme.split(/^#+ /m).flatMap((section) =>
    [...section.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = ""]) => ({
      heading: section.slice(0, section.indexOf("\n")),
      text,
    })),
  );
}

describe("README", () => {
  const found = programs();
  let folder = "";
  beforeAll(() => {
    // Below the package, so that a program's import of "purlin" finds it.
    mkdirSync(join(root, "out"), { recursive: true });
    folder = mkdtempSync(join(root, "out", "readme-"));
    found.forEach(({ text }, i) => {
      writeFileSync(join(folder, `program-${String(i)}.ts`), text);
    });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("has a program under each heading that shows one", () => {
    expect(found.map(({ heading }) => heading)).toEqual([
      "A pipeline",
      "Elements and functions",
      "Grouping, combining, windows",
      "DoFns: life cycle and tagged outputs",
      "Windows",
      "Several results of one collection",
      "Side inputs",
      "Joins",
      "Dead letters, and functions that wait",
      "Kinds of elements",
      "Composites",
      "Coders and schemas",
      "Coders and schemas",
      "Cloud Storage and Pub/Sub",
      "Metrics",
      "Testing",
      "Transforms of other SDKs",
    ]);
  });

  it("shows programs that compile", { timeout: 60_000 }, async () => {
    const config = { extends: join(root, "tsconfig.json"), include: [join(folder, "*.ts")] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const compiled = run(process.execPath, [tsc, "-p", folder], { cwd: root });
    expect((await compiled.catch((error: unknown) => error as { stdout: string })).stdout).toBe("");
  });

  it.each(found.map(({ heading }, index) => ({ heading, index })))(
    "shows a program that runs: $heading",
    async ({ index }) => {
      const args = [join(folder, `program-${String(index)}.ts`), ...(index === 0 ? [`--output=${folder}/counts`] : [])];
      await expect(run(process.execPath, args, { cwd: root })).resolves.toBeDefined();
    },
  );
});
