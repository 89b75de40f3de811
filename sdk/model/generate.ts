/**
 * Regenerates `sdk/model/gen` from the `.proto` files beside this one, by buf and protoc-gen-es, both from npm; nothing
 * is downloaded. With `--check` it generates into a temporary folder instead, and fails on any difference from what is
 * committed.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const modelDirectory = import.meta.dirname;
const generatedDirectory = join(modelDirectory, "gen");

/** `erasable_syntax`: Node runs the result unbuilt, which it can't do with `enum`. */
const pluginOptions = ["target=ts", "import_extension=ts", "erasable_syntax=true"];

/** The path of a program that an npm package declares as its `bin`. */
function programOf(packageName: string, program: string): string {
  const manifestPath = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  const manifest = JSON.parse(readFileSync(manifestPath, "utf8")) as { bin: Record<string, string> };
  const path = manifest.bin[program];
  if (path === undefined) throw new Error(`${packageName} has no program "${program}" in its package.json.`);
  return join(dirname(manifestPath), path);
}

/** Generates into `directory`. Everything runs on this process's Node, whichever Node the shell would find. */
function generateInto(directory: string): void {
  const plugin = [process.execPath, programOf("@bufbuild/protoc-gen-es", "protoc-gen-es")];
  const template = { version: "v2", plugins: [{ local: plugin, out: ".", opt: pluginOptions }] };
  execFileSync(
    process.execPath,
    [
      programOf("@bufbuild/buf", "buf"),
      "generate",
      modelDirectory,
      "--template",
      JSON.stringify(template),
      "-o",
      directory,
    ],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
}

/** The files below a directory, by their path in it. */
function contentsOf(directory: string): Map<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(directory.length + 1), readFileSync(path, "utf8")]),
  );
}

/** One line for each file in which `actual` is not what `expected` is; none when they are the same. */
export function differences(expected: ReadonlyMap<string, string>, actual: ReadonlyMap<string, string>): string[] {
  const lines: string[] = [];
  for (const [path, text] of expected) {
    if (!actual.has(path)) lines.push(`missing    ${path}`);
    else if (actual.get(path) !== text) lines.push(`different  ${path}`);
  }
  for (const path of actual.keys()) if (!expected.has(path)) lines.push(`left over  ${path}`);
  return lines;
}

/** Runs the program; returns its exit code. */
function main(check: boolean): number {
  const temporary = mkdtempSync(join(tmpdir(), "purlin-model-"));
  try {
    generateInto(temporary);
    if (!check) {
      rmSync(generatedDirectory, { recursive: true, force: true });
      cpSync(temporary, generatedDirectory, { recursive: true });
      return 0;
    }
    const lines = differences(contentsOf(temporary), contentsOf(generatedDirectory));
    if (lines.length === 0) return 0;
    process.stderr.write(
      [
        "sdk/model/gen is not what the .proto files give:",
        ...lines.map((line) => `  ${line}`),
        "Do:",
        "  - npm run model:generate, and commit sdk/model/gen",
        "",
      ].join("\n"),
    );
    return 1;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv.includes("--check"));
}
