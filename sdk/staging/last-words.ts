// Why workers have ended, told by way of a folder. An engine sees only that a worker is gone, ends the rest of its processes
// at once, and may throw away what they print.

import { writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** The variable of the environment that names the folder to processes that an engine starts on the submitter's machine. */
export const lastWordsVariable = "PURLIN_LAST_WORDS";

const suffix = ".last-words.txt";

/** Returns the arguments by which Node itself writes into a folder why it has to give up, such as for a full heap. */
export function lastWordsArguments(folder: string | undefined): string[] {
  if (folder === undefined) return [];
  const content = ["--report-compact", "--report-exclude-network", "--report-exclude-env"];
  return ["--report-on-fatalerror", `--report-directory=${folder}`, ...content];
}

/** Writes down why a process ends. It does so at once: the process may be killed the next moment. */
export function leaveLastWords(folder: string | undefined, text: string): void {
  if (folder === undefined) return;
  try {
    writeFileSync(path.join(folder, `${String(process.pid)}${suffix}`), text);
  } catch {
    // The job is over, and its folder removed.
  }
}

/** Reads why processes have ended: what Node has said of one, else what one has said itself. */
export async function readLastWords(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  // Of a full heap the boot program knows only that its worker was aborted.
  for (const name of names.filter((other) => other.endsWith(".json"))) {
    const reason = reasonIn(await readFile(path.join(folder, name), "utf8").catch(() => ""));
    if (reason !== undefined) return reason;
  }
  const spoken = names.find((name) => name.endsWith(suffix));
  return spoken === undefined ? undefined : readFile(path.join(folder, spoken), "utf8").catch(() => undefined);
}

function reasonIn(report: string): string | undefined {
  try {
    const { header } = JSON.parse(report) as {
      readonly header?: { readonly event?: string; readonly trigger?: string };
    };
    if (header?.trigger === "OOMError") {
      return "It ran out of memory. Give workers more:  NODE_OPTIONS=--max-old-space-size=MEGABYTES where they start";
    }
    return header?.event;
  } catch {
    // Killed while it was being written.
    return undefined;
  }
}
