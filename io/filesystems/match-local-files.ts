import type { Dirent, Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { FilePatternError, FileReadError, systemErrorCode } from "./file-errors.ts";
import type { FileMetadata } from "./file-system.ts";
import { parseGlob, type Glob } from "./glob.ts";
import { localPath } from "./local-path.ts";

/** Finds the local files that a pattern stands for; see {@link FileSystem.match}. */
export async function matchLocalFiles(pattern: string): Promise<readonly FileMetadata[]> {
  const glob = parseGlob(localPath(pattern));
  if (typeof glob !== "string") {
    const found: FileMetadata[] = [];
    await search(glob, "", found);
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  }
  const stats = await statIfThere(glob);
  if (stats === undefined) return [];
  if (stats.isDirectory()) {
    throw new FilePatternError(pattern, "it is a folder", `name the files in it:  ${pattern.replace(/\/$/, "")}/*`);
  }
  return [metadataOf(glob, stats)];
}

async function search(glob: Glob, folder: string, found: FileMetadata[]): Promise<void> {
  for (const entry of await entriesOf(join(glob.base, folder))) {
    const relative = join(folder, entry.name);
    const mayHold = glob.mayHold(relative);
    const isMatch = glob.isMatch(relative);
    if (!mayHold && !isMatch) continue;
    const path = join(glob.base, relative);
    const stats = await statIfThere(path);
    // A link that leads nowhere is not skipped in silence; a file that was just removed is.
    if (stats === undefined) {
      if (isMatch && entry.isSymbolicLink())
        throw new FileReadError(path, new Error("it is a link to what is not there"));
    } else if (!stats.isDirectory()) {
      if (isMatch) found.push(metadataOf(path, stats));
    } else if (mayHold && !(entry.isSymbolicLink() && glob.isBelowGlobstar(relative))) {
      await search(glob, relative, found);
    }
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder === "" ? "." : folder, { withFileTypes: true });
  } catch (cause) {
    if (systemErrorCode(cause) === "ENOENT") return [];
    throw new FileReadError(folder, cause);
  }
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (cause) {
    if (systemErrorCode(cause) === "ENOENT") return undefined;
    throw new FileReadError(path, cause);
  }
}

function metadataOf(path: string, stats: Stats): FileMetadata {
  const isRegular = stats.isFile();
  return {
    path,
    sizeBytes: isRegular ? stats.size : Infinity,
    lastModifiedMillis: Math.floor(stats.mtimeMs),
    isReadSeekEfficient: isRegular,
  };
}

function join(folder: string, name: string): string {
  return folder === "" || folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}
