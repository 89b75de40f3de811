import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The part of package.json that the build and the checks read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** The folder that holds package.json, with a slash at its end. */
export const root: string = fileURLToPath(new URL("..", import.meta.url));

/** Reads the repository's package.json. */
export function readManifest(): Manifest {
  return JSON.parse(readFileSync(`${root}package.json`, "utf8")) as Manifest;
}

/** The public entries of the package that are modules: their subpath (`./io/text`) and source (`./io/text/index.ts`). */
export function publicEntries(manifest: Manifest): (readonly [subpath: string, source: string])[] {
  return Object.entries(manifest.exports).filter(([, source]) => source.endsWith(".ts"));
}
