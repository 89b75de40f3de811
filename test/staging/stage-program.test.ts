import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stageProgram, type StagedProgram } from "../../sdk/staging/stage-program.ts";
import { buildDefinition, pipelineOfScript, programFile, stageRequest } from "./evaluate.ts";

let cache = "";
const staged: StagedProgram[] = [];
const cacheBefore = process.env.XDG_CACHE_HOME;

beforeAll(() => {
  cache = mkdtempSync(path.join(tmpdir(), "purlin-cache-"));
  process.env.XDG_CACHE_HOME = cache;
});
afterAll(() => {
  if (cacheBefore === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = cacheBefore;
  rmSync(cache, { recursive: true });
});
afterEach(async () => {
  for (const one of staged.splice(0)) await one.remove();
});

async function stage(...args: Parameters<typeof stageRequest>): Promise<StagedProgram> {
  const program = await stageProgram(await stageRequest(...args));
  staged.push(program);
  return program;
}

describe("staging a program", () => {
  it("proves that it builds the same pipeline again, with the options and values of the submission", async () => {
    const pipeline = await buildDefinition("shout", { word: "other" });
    const { files, sizeBytes, artifacts } = await stage("shout", pipeline);
    expect(files.map(({ name }) => name).sort()).toEqual(["job.json", "program.mjs", "program.mjs.map"]);
    expect(artifacts).toHaveLength(3);
    expect(sizeBytes).toBeLessThan(5e6);
  });

  it("gives the same program the same hash, whatever its job was told", async () => {
    const one = await stage("shout", await buildDefinition("shout", { word: "one" }));
    const two = await stage("shout", await buildDefinition("shout", { word: "two" }));
    expect(two.sha256).toBe(one.sha256);
    expect(two.files[0]?.path).toBe(one.files[0]?.path);
  });

  it("removes what belongs to one job alone", async () => {
    const program = await stage("shout", await buildDefinition("shout"));
    const job = program.files.find(({ name }) => name === "job.json")?.path ?? "";
    await program.remove();
    await expect(readFile(job)).rejects.toThrow("ENOENT");
  });

  it("replays a script's options instead of parsing them again, and stops it at its run()", async () => {
    process.env.STEPS = "3"; // no variable of the submitter's is there on a worker
    try {
      const pipeline = await pipelineOfScript("script");
      const { files } = await stage("script", pipeline, { isDefinition: false });
      expect(files).toHaveLength(3);
    } finally {
      delete process.env.STEPS;
    }
  });

  it("takes a file that a module names by import.meta.url along", async () => {
    const { files } = await stage("reads-asset", await buildDefinition("reads-asset"));
    const asset = files.find(({ name }) => name.endsWith("words.txt"));
    expect(await readFile(asset?.path ?? "", "utf8")).toBe("to be or not to be\n");
  });

  it("evaluates a script that runs only where it is the main module", () => {
    // Staged by a process of its own, whose main module it is.
    const script = `
      import { stageProgram } from ${JSON.stringify(path.resolve("sdk/staging/stage-program.ts"))};
      import { callSitesOf, setRunHook } from ${JSON.stringify(path.resolve("sdk/pipeline/run.ts"))};
      import { Pipeline } from ${JSON.stringify(path.resolve("sdk/index.ts"))};
      const p = Pipeline.create();
      p.create([1]).map("Double", (n) => 2 * n);
      const program = { file: process.argv[1], isDefinition: false, options: {}, args: [], values: new Map(), runsBefore: 0, external: [] };
      const staged = await stageProgram({ pipeline: await p.toProto(), callSites: callSitesOf(p), program });
      await staged.remove();
      console.log("staged");`;
    const args = ["--input-type=module", "-e", script, programFile("main-only")];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect({ stdout, stderr }).toEqual({ stdout: "staged\n", stderr: "" });
  });
});

describe("staging refuses", () => {
  it("a program that builds another pipeline every time, and shows both", async () => {
    const pipeline = await buildDefinition("drifts");
    const error: unknown = await stage("drifts", pipeline).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: "PURLIN_GRAPH_MISMATCH" });
    const [, submitted, evaluated] = /submitted +(At\d+).*evaluated +(At\d+)/s.exec(String(error)) ?? [];
    expect(submitted).toBeDefined();
    expect(evaluated).toBeDefined();
    expect(submitted).not.toBe(evaluated);
  });

  it.each([
    { name: "of which no file is known", program: { file: undefined }, says: "a program that is no file" },
    {
      name: "that a test runner has built",
      program: { isDefinition: false, file: "/home/me/node_modules/vitest/vitest.mjs" },
      says: "a callback of another program",
    },
    { name: "after another one", program: { isDefinition: false, runsBefore: 1 }, says: "has run another one before" },
  ])("a pipeline $name, and names definePipeline", async ({ program, says }) => {
    const error: unknown = await stage("shout", await buildDefinition("shout"), program).catch(
      (cause: unknown) => cause,
    );
    expect(error).toMatchObject({ code: "PURLIN_PIPELINE_NOT_FOUND" });
    expect(String(error)).toContain(says);
    expect(String(error)).toContain("export default definePipeline(");
  });

  it("a module whose default export is no definition", async () => {
    const pipeline = await buildDefinition("shout");
    await expect(stage("other-export", pipeline)).rejects.toThrow("default export is no longer what definePipeline");
  });

  it("a program that fails where neither its folder nor its variables are, with what it said", async () => {
    const pipeline = await buildDefinition("reads-folder");
    await expect(stage("reads-folder", pipeline)).rejects.toThrow(/failed when it was evaluated again(.|\n)*ENOENT/);
  });

  it("a program that ends its process", async () => {
    process.env.PURLIN_TEST = "1";
    const pipeline = await buildDefinition("exits");
    await expect(stage("exits", pipeline)).rejects.toThrow("ended the process before it called run()");
  });

  it("a module that computes the path of a file beside it, and says where", async () => {
    const pipeline = await buildDefinition("reaches-out");
    await expect(stage("reaches-out", pipeline)).rejects.toThrow(
      /reaches for files(.|\n)*reaches-out\.ts:5 {2}const words = (.|\n)*new URL\("\.\/table\.json", import\.meta\.url\)/,
    );
  });
});

describe("packages of a program", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "purlin-packages-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Writes a program of a user's that imports a package, and the package. */
  function program(files: Readonly<Record<string, string>>): string {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return path.join(folder, "main.ts");
  }

  const main = `
    import { definePipeline } from ${JSON.stringify(path.resolve("sdk/index.ts"))};
    import { value } from "some-package";
    export default definePipeline((p) => { p.create(["hello"]).reshuffle().map("Shout", () => value).reshuffle("Out"); });`;
  const manifest = JSON.stringify({ name: "some-package", type: "module", exports: "./index.js", sideEffects: false });

  async function stageFile(file: string, external: readonly string[] = []): Promise<readonly string[]> {
    const { default: definition } = (await import(file)) as {
      default: { build(): ReturnType<typeof buildDefinition> };
    };
    const { files } = await stage("shout", await definition.build(), { file, external });
    return files.map(({ name }) => name);
  }

  it("may lack those that others can use, but need not", async () => {
    const file = program({
      "main.ts": main,
      "node_modules/some-package/package.json": manifest,
      "node_modules/some-package/index.js": `export const value = await import("not-installed").then(() => 1, () => 2);`,
    });
    expect(await stageFile(file)).toContain("program.mjs");
  });

  it("may be CommonJS, and know their own place", async () => {
    const file = program({
      "main.ts": main,
      "node_modules/some-package/package.json": JSON.stringify({ name: "some-package", main: "./index.js" }),
      "node_modules/some-package/index.js": `const path = require("node:path"); exports.value = path.basename(__dirname);`,
    });
    expect(await stageFile(file)).toContain("program.mjs");
  });

  it("can't hold native code, and are named then", async () => {
    const file = program({
      "main.ts": main,
      "node_modules/some-package/package.json": manifest,
      "node_modules/some-package/index.js": `
        import { createRequire } from "node:module";
        export let value = 1;
        try { value = createRequire(import.meta.url)("bindings")("addon"); } catch {}
        export const load = () => import("./addon.node");`,
    });
    await expect(stageFile(file)).rejects.toThrow(
      /native code(.|\n)*some-package(.|\n)*definePipeline\(\.\.\., \{ external: \["some-package"\] \}\)/,
    );
  });

  it("that are missing are an error with the place of the import", async () => {
    const pipeline = await buildDefinition("shout");
    const file = program({ "main.ts": main });
    await expect(stage("shout", pipeline, { file })).rejects.toThrow(
      /can't be bundled(.|\n)*main\.ts:3:\d+ {2}Could not resolve "some-package"/,
    );
  });
});
