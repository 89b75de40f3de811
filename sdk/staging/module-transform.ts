// Makes modules ready to be joined into one file, where import.meta is no longer what it was: the only module that is main
// is the program's own, and files beside a module travel under other names.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Loader, TransformOptions } from "esbuild";
import { MissingAssetError } from "./staging-errors.ts";

/** A file beside a module that its program reads. */
export interface Asset {
  /** Its path beside the bundle. */
  readonly name: string;
  readonly contents: Uint8Array;
}

/** What is said of one module. */
export interface ModuleFacts {
  readonly file: string;
  /** The module's text. */
  readonly source: string;
  /** Whether it is the script that the process was started with. */
  readonly isMain: boolean;
}

/** A module that is ready. */
export interface TransformedModule {
  readonly code: string;
  readonly assets: readonly Asset[];
  /** How often it uses its own place in a way that can't be followed. */
  readonly unknownUses: number;
}

type Transform = (source: string, options: TransformOptions) => Promise<{ readonly code: string }>;

// Free names that a compiler puts in the place of what they stand for: what is left of one in its output is code, never
// text in a string or a comment.
const urlName = "__purlin_import_meta_url__";
const dirnameName = "__purlin_import_meta_dirname__";
const filenameName = "__purlin_import_meta_filename__";
const names = [urlName, dirnameName, filenameName];
const asset = new RegExp(String.raw`new URL\(("(?:[^"\\]|\\.)*"), ${urlName}\)`, "g");
/** Uses that hold of the bundle as well: to load CommonJS packages, and to find out whether the module is main. */
const harmless = [
  new RegExp(String.raw`\bcreateRequire\d*\(${urlName}\)`, "g"),
  new RegExp(String.raw`${urlName} [!=]==? (?:\w+\.)?pathToFileURL\d*\([^()]*\)\.href`, "g"),
  new RegExp(String.raw`(?:\w+\.)?pathToFileURL\d*\([^()]*\)\.href [!=]==? ${urlName}`, "g"),
  new RegExp(String.raw`(?:\w+\.)?fileURLToPath\d*\(${urlName}\) [!=]==? process\.argv\[1\]`, "g"),
  new RegExp(String.raw`process\.argv\[1\] [!=]==? (?:\w+\.)?fileURLToPath\d*\(${urlName}\)`, "g"),
  new RegExp(String.raw`${filenameName} [!=]==? process\.argv\[1\]`, "g"),
  new RegExp(String.raw`process\.argv\[1\] [!=]==? ${filenameName}`, "g"),
];

const loaders: Readonly<Record<string, Loader>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".jsx": "jsx",
};

/** Whether a module's text has anything to be made ready. */
export function needsTransform(source: string): boolean {
  return source.includes("import.meta");
}

/**
 * Makes a module ready.
 *
 * @throws MissingAssetError when it names a file that is not there
 */
export async function transformModule(
  { file, source, isMain }: ModuleFacts,
  transform: Transform,
  options: TransformOptions,
): Promise<TransformedModule> {
  const { code } = await transform(source, {
    ...options,
    loader: loaders[path.extname(file)] ?? "js",
    format: "esm",
    sourcefile: file,
    sourcemap: "inline",
    sourcesContent: false,
    define: {
      "import.meta.url": urlName,
      "import.meta.dirname": dirnameName,
      "import.meta.filename": filenameName,
      "import.meta.main": String(isMain),
    },
  });
  const assets: Asset[] = [];
  const named = code.replaceAll(asset, (_, literal: string) => {
    const found = readAsset(String(JSON.parse(literal)), file);
    assets.push(found);
    return `new URL(${JSON.stringify(`./${found.name}`)}, import.meta.url)`;
  });
  let rest = named;
  for (const use of harmless) rest = rest.replaceAll(use, "");
  const unknownUses = names.reduce((uses, name) => uses + rest.split(name).length - 1, 0);
  const restored = named
    .replaceAll(urlName, "import.meta.url")
    .replaceAll(dirnameName, "import.meta.dirname")
    .replaceAll(filenameName, "import.meta.filename");
  return { code: restored, assets, unknownUses };
}

function readAsset(reference: string, module: string): Asset {
  try {
    const file = fileURLToPath(new URL(reference, pathToFileURL(module)));
    const contents = readFileSync(file);
    const hash = createHash("sha256").update(contents).digest("hex").slice(0, 16);
    return { name: `asset-${hash}-${path.basename(file)}`, contents };
  } catch (error) {
    throw new MissingAssetError(reference, module, error);
  }
}

/** Returns the lines of a module that say where it lies: `file:line`. */
export function placesOfUse({ file, source }: ModuleFacts): string[] {
  return source
    .split("\n")
    .flatMap((line, index) =>
      /import\.meta\.(url|dirname|filename)/.test(line) ? [`${file}:${String(index + 1)}  ${line.trim()}`] : [],
    );
}
