import { mkdir, open, readdir, readFile, rename, rm, stat, unlink } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { JobServerError } from "./job-server-error.ts";

/** How long to wait for another process that fills the same folder. */
const longestWaitMillis = 20 * 60_000;

/** The folder in which engines that were downloaded are kept. */
export function engineCache(): string {
  const { XDG_CACHE_HOME } = process.env;
  return path.join(XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "purlin", "engines");
}

/**
 * Returns the folder `name` of the cache, filled by `fill` when it isn't there yet. A folder that is there is whole: it is
 * filled under another name, then renamed. Of several processes that need it at once, one fills it and the others wait.
 *
 * @param tell - is told what is waited for
 * @throws JobServerError when another process fills it for longer than 20 minutes
 */
export async function cachedFolder(
  name: string,
  fill: (folder: string) => Promise<void>,
  tell: (text: string) => void,
): Promise<string> {
  const folder = path.join(engineCache(), name);
  if (await exists(folder)) return folder;
  await mkdir(path.dirname(folder), { recursive: true });
  const unlock = await lock(`${folder}.lock`, tell);
  const unfinished = `${folder}.${String(process.pid)}`;
  try {
    if (await exists(folder)) return folder;
    await removeUnfinished(folder);
    await mkdir(unfinished);
    await fill(unfinished);
    await rename(unfinished, folder);
    return folder;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    await unlock();
  }
}

/** Removes what processes that have died were about to fill the folder with. */
async function removeUnfinished(folder: string): Promise<void> {
  const prefix = `${path.basename(folder)}.`;
  for (const name of await readdir(path.dirname(folder))) {
    const pid = name.startsWith(prefix) ? name.slice(prefix.length) : "";
    const isLeftBehind = /^\d+$/.test(pid) && (Number(pid) === process.pid || !isAlive(Number(pid)));
    if (isLeftBehind) await rm(path.join(path.dirname(folder), name), { recursive: true, force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Makes a file that holds this process's id; one that a dead process has left behind is taken over. */
async function lock(file: string, tell: (text: string) => void): Promise<() => Promise<void>> {
  const end = Date.now() + longestWaitMillis;
  let told: string | undefined;
  for (;;) {
    try {
      const handle = await open(file, "wx");
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => unlink(file).catch(() => undefined);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = await readFile(file, "utf8").catch(() => "");
    if (owner !== "" && !isAlive(Number(owner))) {
      // Two processes may both find it left behind and both go on: each then fills a folder of its own.
      await unlink(file).catch(() => undefined);
      continue;
    }
    if (Date.now() > end) throw waitedTooLong(file, owner);
    if (told !== owner) tell(`waiting for process ${owner}, which downloads the same`);
    told = owner;
    await sleep(200);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function waitedTooLong(file: string, owner: string): JobServerError {
  return new JobServerError({
    summary: `Process ${owner} has been downloading an engine for longer than 20 minutes.`,
    facts: { lock: file },
    remedies: ["wait for that process, or end it", `remove the lock when no such process runs:  rm ${file}`],
  });
}
