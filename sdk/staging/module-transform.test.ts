import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { transform } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { needsTransform, placesOfUse, transformModule, type TransformedModule } from "./module-transform.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "purlin-modules-"));
  writeFileSync(path.join(folder, "data.txt"), "data");
});
afterAll(() => rmSync(folder, { recursive: true }));

function transformed(source: string, isMain = false): Promise<TransformedModule> {
  return transformModule({ file: path.join(folder, "module.ts"), source, isMain }, transform, {});
}

/** The code without its source map. */
function codeOf({ code }: TransformedModule): string {
  return code.replace(/\/\/# sourceMappingURL=.*/, "").trim();
}

describe("a module", () => {
  it.each([
    { isMain: true, code: "console.log(true);" },
    { isMain: false, code: "console.log(false);" },
  ])("knows that it is main: $isMain", async ({ isMain, code }) => {
    expect(codeOf(await transformed("console.log(import.meta.main)", isMain))).toBe(code);
  });

  it("has the files that it names by literals shipped, under the hash of what is in them", async () => {
    const one = await transformed('export const url: URL = new URL("./data.txt", import.meta.url);');
    expect(one.assets).toEqual([{ name: "asset-3a6eb0790f39ac87-data.txt", contents: Buffer.from("data") }]);
    expect(codeOf(one)).toContain('new URL("./asset-3a6eb0790f39ac87-data.txt", import.meta.url)');
    expect(one.unknownUses).toBe(0);
  });

  it.each(["./none.txt", "./", "https://example.com/x"])("can't name what is no file beside it: %s", async (name) => {
    await expect(transformed(`new URL(${JSON.stringify(name)}, import.meta.url)`)).rejects.toMatchObject({
      code: "PURLIN_MISSING_ASSET",
    });
  });

  it.each([
    'import { createRequire } from "node:module"; createRequire(import.meta.url)("x");',
    "if (import.meta.url === pathToFileURL(process.argv[1]).href) main();",
    "if (url.pathToFileURL(process.argv[1]).href === import.meta.url) main();",
    "if (process.argv[1] === fileURLToPath(import.meta.url)) main();",
    "if (fileURLToPath(import.meta.url) === process.argv[1]) main();",
    "if (import.meta.filename === process.argv[1]) main();",
    'const text = "import.meta.url"; /* import.meta.url */',
  ])("may ask for its place where that holds of a bundle as well: %s", async (source) => {
    const result = await transformed(source);
    expect(result.unknownUses).toBe(0);
    expect(result.code).not.toContain("__purlin");
  });

  it.each([
    "new URL(name, import.meta.url)",
    "new URL(`./${name}`, import.meta.url)",
    "fileURLToPath(import.meta.url)",
    "path.join(import.meta.dirname, 'x')",
    "readFileSync(import.meta.filename)",
  ])("can't compute the path of a file: %s", async (source) => {
    const result = await transformed(source);
    expect(result.unknownUses).toBe(1);
    expect(result.code).not.toContain("__purlin");
  });

  it("is left alone when it doesn't ask for its place", () => {
    expect(needsTransform("export const meta = 1;")).toBe(false);
    expect(needsTransform("import.meta.url")).toBe(true);
  });

  it("says in which lines it asks for its place", () => {
    const module = { file: "/a.ts", source: "1;\n  f(import.meta.url);\nimport.meta.dirname;", isMain: false };
    expect(placesOfUse(module)).toEqual(["/a.ts:2  f(import.meta.url);", "/a.ts:3  import.meta.dirname;"]);
  });
});
