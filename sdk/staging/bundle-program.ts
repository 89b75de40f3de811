import { createHash } from "node:crypto";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildFailure, BuildOptions, BuildResult, OutputFile } from "esbuild";
import { commonJsBanner } from "./common-js-banner.ts";
import { bundleModules, bundlePlugin, type BundleFacts, type BundleFindings } from "./bundle-plugin.ts";
import { programName } from "./program-name.ts";
import { purlinFile } from "./purlin-files.ts";
import { BundleError, NativeAddonError, UndeclaredAssetError } from "./staging-errors.ts";

/** What is bundled. */
export interface BundleRequest {
  /** The module that workers evaluate. */
  readonly file: string;
  /** Whether its default export defines the pipeline. */
  readonly isDefinition: boolean;
  /** Packages that workers have installed themselves. */
  readonly external: readonly string[];
}

/** A program as one file, with the files that belong to it. */
export interface Bundle {
  /** Of the program's text, which names its assets by their hashes: it identifies the program. */
  readonly sha256: string;
  /** The contents by file name; the program is {@link programName}. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

// Node strips types and changes nothing else, so neither does the bundle: whatever a tsconfig says, imports stay, and
// class fields are defined.
const transformOptions = Object.freeze({
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: true } },
  platform: "node",
  target: "node22.18",
});

/**
 * Bundles a program with the worker that runs its functions.
 *
 * @throws BundleError when a module is missing or can't be parsed
 * @throws NativeAddonError when it needs native code
 * @throws UndeclaredAssetError when it reaches for files that nothing names
 */
export async function bundleProgram(request: BundleRequest): Promise<Bundle> {
  const findings: BundleFindings = { assets: new Map(), native: new Map(), undeclared: [] };
  const { outputFiles } = await build(request, findings);
  if (findings.native.size > 0) throw new NativeAddonError(findings.native);
  if (findings.undeclared.length > 0) throw new UndeclaredAssetError(findings.undeclared);
  const files = new Map(outputFiles.map((file) => [path.basename(file.path), contentsOf(file)]));
  for (const { name, contents } of findings.assets.values()) files.set(name, contents);
  const program = files.get(programName) ?? new Uint8Array();
  return { sha256: createHash("sha256").update(program).digest("hex"), files };
}

async function build(
  { file, isDefinition, external }: BundleRequest,
  findings: BundleFindings,
): Promise<BuildResult & { outputFiles: OutputFile[] }> {
  const { build: run } = await import("esbuild");
  const facts: BundleFacts = { file, isDefinition, transformOptions };
  const options: BuildOptions & { write: false } = {
    ...transformOptions,
    stdin: { contents: entryOf(isDefinition), resolveDir: path.dirname(file), sourcefile: "purlin-entry.js" },
    bundle: true,
    format: "esm",
    // Names of functions and classes stand in graphs and in encoded values.
    keepNames: true,
    external: [...external],
    banner: { js: commonJsBanner },
    sourcemap: "linked",
    sourcesContent: false,
    outfile: path.join(path.dirname(file), programName),
    write: false,
    logLevel: "silent",
    plugins: [bundlePlugin(facts, findings)],
  };
  try {
    return await run(options);
  } catch (error) {
    throw bundleError(file, error);
  }
}

/** The program between the two halves of a worker's start: what it is told, and what becomes of its pipeline. */
function entryOf(isDefinition: boolean): string {
  return [
    `import ${JSON.stringify(bundleModules.prelude)};`,
    `import ${isDefinition ? "* as program from " : ""}${JSON.stringify(bundleModules.program)};`,
    `import { endEvaluation } from ${JSON.stringify(purlinFile("sdk/container/worker-main"))};`,
    `await endEvaluation(${isDefinition ? "program" : ""});`,
  ].join("\n");
}

/** Makes stack traces name the program's own files, wherever they are printed. */
function contentsOf({ path: file, contents, text }: OutputFile): Uint8Array {
  if (!file.endsWith(".map")) return contents;
  const map = JSON.parse(text) as { sources: string[] };
  const sources = map.sources.map((source) => pathToFileURL(path.resolve(path.dirname(file), source)).href);
  return new TextEncoder().encode(JSON.stringify({ ...map, sources }));
}

function bundleError(file: string, error: unknown): unknown {
  const { errors }: Partial<BuildFailure> = error instanceof Error ? error : {};
  if (errors === undefined) return error;
  // What the plugin throws comes back as a message that carries it.
  const own = errors.map(({ detail }): unknown => detail).find((detail) => detail instanceof Error);
  if (own !== undefined) return own;
  const problems = errors.map(({ text, location }) =>
    location === null ? text : `${location.file}:${String(location.line)}:${String(location.column)}  ${text}`,
  );
  return new BundleError(file, problems, ["make each import lead to an installed package or a file"]);
}
