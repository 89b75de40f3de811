import { FileSchemeError } from "./file-errors.ts";
import type { FileSystem } from "./file-system.ts";

/** The file systems by the scheme of their URLs, each loaded when it is first needed. A path without one is local. */
const fileSystems: ReadonlyMap<string, () => Promise<FileSystem>> = new Map([
  ["file", async () => (await import("./local-file-system.ts")).localFileSystem],
  ["gs", async () => (await import("./gcs/gcs-file-system.ts")).gcsFileSystem],
]);

/**
 * Checks that there is a file system for a path or URL, without touching it.
 *
 * @throws FileSchemeError when there is none
 */
export function checkScheme(pathOrUrl: string): void {
  loaderOf(pathOrUrl);
}

/**
 * Returns the file system that a path or URL belongs to.
 *
 * @throws FileSchemeError when there is none
 */
export function findFileSystem(pathOrUrl: string): Promise<FileSystem> {
  return loaderOf(pathOrUrl)();
}

function loaderOf(pathOrUrl: string): () => Promise<FileSystem> {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(pathOrUrl)?.[1]?.toLowerCase() ?? "file";
  const loader = fileSystems.get(scheme);
  if (loader === undefined) throw new FileSchemeError(pathOrUrl, { scheme, supported: [...fileSystems.keys()] });
  return loader;
}
