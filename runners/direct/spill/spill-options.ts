import { existsSync, statfsSync } from "node:fs";
import { tmpdir, totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";
import { closest } from "../../../sdk/options/closest.ts";
import { OptionError } from "../../../sdk/options/option-error.ts";
import type { EngineOptions } from "../../../sdk/options/pipeline-options.ts";

/** How much the elements of a job may take of memory, and where they go to beyond that. */
export interface SpillOptions {
  readonly memoryBytes: number;
  readonly folder: string;
}

const names = ["memoryMegabytes", "tempFolder"];

/**
 * Returns the DirectRunner's own options: `--direct.memoryMegabytes` and `--direct.tempFolder`.
 *
 * @throws OptionError when one is not known, or is not of its type
 */
export function spillOptions(given: EngineOptions = {}): SpillOptions {
  for (const name of Object.keys(given)) if (!names.includes(name)) throw unknown(name);
  const { memoryMegabytes, tempFolder } = given;
  if (tempFolder !== undefined && (typeof tempFolder !== "string" || tempFolder === "")) {
    throw wrong("tempFolder", "a path", tempFolder);
  }
  return {
    memoryBytes: memoryMegabytes === undefined ? defaultMemory() : bytesOf(memoryMegabytes),
    folder: tempFolder ?? defaultFolder(),
  };
}

function bytesOf(megabytes: EngineOptions[string]): number {
  const count = typeof megabytes === "string" && megabytes.trim() !== "" ? Number(megabytes) : megabytes;
  if (typeof count !== "number" || !(count > 0)) throw wrong("memoryMegabytes", "a number above 0", megabytes);
  return count * 2 ** 20;
}

/**
 * V8 lets garbage grow to a multiple of what is in use, and the user's own functions need memory too. A group of 4 GB took
 * up to 1,190 MB with a sixteenth, and takes 600 MB with this, in the same time.
 */
const shareOfMemory = 24;
const leastMemory = 16 * 2 ** 20;

/** A share of what V8, the machine and the container allow. */
function defaultMemory(): number {
  const constrained = process.constrainedMemory();
  const machine = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.max(leastMemory, Math.min(getHeapStatistics().heap_size_limit, machine) / shareOfMemory);
}

const tmpfs = 0x0102_1994;
const diskFolder = "/var/tmp";

/** The system's folder for temporary files; another one where that lies in memory and nobody has asked for it. */
function defaultFolder(): string {
  const folder = tmpdir();
  const isChosen = ["TMPDIR", "TMP", "TEMP"].some((name) => (process.env[name] ?? "") !== "");
  if (isChosen || !existsSync(folder) || !existsSync(diskFolder)) return folder;
  return statfsSync(folder).type === tmpfs ? diskFolder : folder;
}

function unknown(name: string): OptionError {
  const nearest = closest(name, names);
  return new OptionError({
    summary: `--direct.${name} is not an option of the DirectRunner${nearest === undefined ? "." : `; did you mean --direct.${nearest}?`}`,
    facts: { known: names.map((known) => `--direct.${known}`).join(", ") },
  });
}

function wrong(name: string, expected: string, given: EngineOptions[string]): OptionError {
  return new OptionError({ summary: `--direct.${name} takes ${expected}; got ${JSON.stringify(given)}.` });
}
