import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PipelineDefinition, PipelineOptions } from "../../sdk/index.ts";

/** The options that all examples have. */
export interface ExampleOptions extends PipelineOptions {
  readonly output: string;
}

/** Where the data of the examples lies. */
export const dataFolder = join(import.meta.dirname, "../../examples/data");

/** Returns the lines of a file of the examples' data. */
export function dataLines(file: string): string[] {
  return linesOf(join(dataFolder, file));
}

/** Returns the fields of the rows of a CSV file of the examples' data, of which none is quoted. */
export function dataRows(file: string): string[][] {
  return dataLines(file)
    .slice(1)
    .map((line) => line.split(","));
}

/** Returns the words of a line as the examples see them. */
export function wordsOf(line: string): string[] {
  return [...line.toLowerCase().matchAll(/\p{L}[\p{L}']*/gu)].map(([word]) => word);
}

/** Returns how often each string occurs. */
export function countsOf(strings: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of strings) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/**
 * Runs an example on the direct runner in this process.
 *
 * @returns the sorted lines of each file that it writes, by what the file's name has beside the prefix and the shard: `""`,
 *   the name of its window, or `"bad"` for `PREFIX-bad-00000-of-00001.txt`
 */
export async function runExample<Options extends ExampleOptions>(
  definition: PipelineDefinition<Options>,
  options: Partial<Options> = {},
): Promise<Record<string, string[]>> {
  const folder = mkdtempSync(join(tmpdir(), "purlin-example-"));
  try {
    const output = join(folder, "out");
    await definition.run({ ...options, output, quiet: true });
    return outputOf(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns the sorted lines of each file of a folder, by its name: see {@link runExample}. */
function outputOf(folder: string): Record<string, string[]> {
  const files: Record<string, string[]> = {};
  for (const file of readdirSync(folder)) {
    const name = /^out-?(.*?)-?\d{5}-of-\d{5}\.\w+$/.exec(file)?.[1];
    if (name === undefined) throw new Error(`An example has written a file that is none of its output: ${file}`);
    files[name] = [...(files[name] ?? []), ...linesOf(join(folder, file))].sort();
  }
  return files;
}

function linesOf(path: string): string[] {
  return readFileSync(path, "utf8").split("\n").slice(0, -1);
}
