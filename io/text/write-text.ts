import type { PCollection, Pipeline, PTransform } from "../../sdk/index.ts";
import { assembleShards } from "./assemble-shards.ts";
import { finishOutput } from "./finish-output.ts";
import { OutputConflictError } from "./text-errors.ts";
import type { TempFile } from "./temp-file.ts";
import { planWrite, type ShardNaming, type WritePlan, type WriteTextOptions } from "./write-options.ts";
import { checkWindowNaming } from "./window-names.ts";
import { writeShards } from "./write-shards.ts";
import { writeWindows } from "./write-windows.ts";

/**
 * Writes each element as a line of text, and returns the names of the files, which are there when it emits them.
 *
 * The files have temporary names in a hidden folder until all lines are written. Then they replace the whole earlier
 * output of this name at once: also its files `...-of-00004` when there are two now. A run that fails or is cancelled
 * leaves the earlier output as it was.
 *
 *     lines -> Write -> files, one a bundle ---------------------------------> \
 *                    -> parts by shard -> GroupByKey -> Assemble -> files ---> Flatten -> GroupByKey -> Finish -> names
 *                                             impulse -> a null, that makes one group --> /
 *
 * Elements that have windows are written to files of their window's own, which replace those that an earlier run has
 * written for the same window, and no others; `.window(globalWindows())` before makes them one output.
 *
 * @param prefix - the files' folder and how their names begin: `"out/counts"` gives `out/counts-00000-of-00003.txt`.
 *   Missing folders are made. A `gs://` URL names a bucket that is there.
 * @throws FileSchemeError or FilePatternError, at once, when nothing can be written under the prefix;
 *   OutputConflictError when another step of the pipeline writes there; WindowNameError when the names don't tell the
 *   windows. When the pipeline runs: FileWriteError,
 *   TextElementError
 *
 * @example
 * ```ts
 * counts.map(([word, n]) => `${word}: ${n}`).apply(writeText("out/counts"));
 * hourly.apply(writeText("out/hourly"));                    // out/hourly-2026-01-01T00-00-00Z-2026-01-01T01-00-00Z-00000-of-00001.txt
 * rows.apply("WriteCsv", writeText("out/rows", { shards: 1, suffix: ".csv.gz", header: "id,price" }));
 * ```
 */
export function writeText(prefix: string, options: WriteTextOptions = {}): PTransform<string, PCollection<string>> {
  // What can be told before there are elements is told at once.
  planWrite(prefix, options, options.template?.includes("{window}"));
  return function writeText(lines: PCollection<string>): PCollection<string> {
    const isWindowed = lines.node.windowing.windowFn.kind !== "global_windows";
    const plan = planWrite(prefix, options, isWindowed);
    checkWindowNaming(lines, plan.naming, options);
    claimOutput(lines.pipeline, plan.naming);
    return finishOutput(isWindowed ? writeWindows(lines, plan) : writeWhole(lines, plan), plan);
  };
}

function writeWhole(lines: PCollection<string>, plan: WritePlan): PCollection<TempFile> {
  const written = writeShards(lines, plan);
  return plan.shards === undefined ? written : assembleShards(written, plan);
}

const outputs = new WeakMap<Pipeline, Set<string>>();

function claimOutput(pipeline: Pipeline, { folder, template }: ShardNaming): void {
  const claimed = outputs.get(pipeline) ?? new Set();
  outputs.set(pipeline, claimed);
  if (claimed.has(folder + template)) throw new OutputConflictError(folder + template);
  claimed.add(folder + template);
}
