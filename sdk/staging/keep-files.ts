import { access, chmod, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";

/** Returns a folder of the user's cache, which nobody else may write to; it need not be there yet. */
export function cacheFolder(name: string): string {
  return path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "purlin", name);
}

/**
 * Writes files into a folder of the user's cache, all or none, unless it is there.
 *
 * @param name - the folder's, below the cache: one that says what is in it, such as a hash
 * @param executable - the names of the files that are programs
 * @returns the folder's path
 */
export async function keepFiles(
  name: string,
  files: ReadonlyMap<string, Uint8Array | string>,
  executable: readonly string[] = [],
): Promise<string> {
  const folder = cacheFolder(name);
  if (await exists(folder)) return folder;
  await mkdir(path.dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  // Folders that are made for a moment are for their maker alone; this one stays, and may be another user's to run.
  await chmod(unfinished, 0o755);
  for (const [file, contents] of files) {
    await writeFile(path.join(unfinished, file), contents, { mode: executable.includes(file) ? 0o755 : 0o644 });
  }
  // Another process may have been faster, with the same contents.
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true, force: true }));
  return folder;
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
