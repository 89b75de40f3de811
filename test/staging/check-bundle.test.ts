import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleProgram } from "../../sdk/staging/bundle-program.ts";
import { checkBundle } from "../../sdk/staging/check-bundle.ts";
import { writeJobFacts } from "../../sdk/staging/job-file.ts";
import { programFile } from "./evaluate.ts";

const submitted = { sha256: "none", lines: [] };
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "purlin-check-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Bundles a script and checks it against a pipeline without steps. */
async function check(name: string, timeoutMillis: number): Promise<void> {
  const source = programFile(name);
  const { files } = await bundleProgram({ file: source, isDefinition: false, external: [] });
  const own = await mkdtemp(path.join(folder, "program-"));
  for (const [file, contents] of files) await writeFile(path.join(own, file), contents);
  const job = path.join(own, "job.json");
  const facts = { args: [], definitionOptions: undefined, parsedOptions: [], values: new Map(), callSites: new Map() };
  await writeFile(job, writeJobFacts({ ...facts, fingerprint: submitted }));
  await checkBundle({ program: path.join(own, "program.mjs"), job, submitted, source, timeoutMillis });
}

describe("a script that is evaluated again", () => {
  it.each([
    { name: "never-runs", timeoutMillis: 20_000, says: "the program ended before it called run()" },
    { name: "waits", timeoutMillis: 1_500, says: 'waits.ts" did not run it within 1.5 s' },
  ])("is refused when it runs no pipeline: $name", async ({ name, timeoutMillis, says }) => {
    const error: unknown = await check(name, timeoutMillis).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: "PURLIN_PIPELINE_NOT_FOUND" });
    expect(String(error)).toContain(says);
    expect(String(error)).toContain("definePipeline");
  });

  it("is refused when it runs another one", async () => {
    await expect(check("main-only", 20_000)).rejects.toMatchObject({ code: "PURLIN_GRAPH_MISMATCH" });
  });
});
