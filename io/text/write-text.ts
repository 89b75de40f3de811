import { globalWindows, type PCollection, type Pipeline, type PTransform } from "../../sdk/index.ts";
import { assembleShards } from "./assemble-shards.ts";
import { finishOutput } from "./finish-output.ts";
import { OutputConflictError } from "./text-errors.ts";
import { planWrite, type ShardNaming, type WriteTextOptions } from "./write-options.ts";
import { writeShards } from "./write-shards.ts";

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
 * @param prefix - the files' folder and how their names begin: `"out/counts"` gives `out/counts-00000-of-00003.txt`.
 *   Missing folders are made.
 * @throws FileSchemeError or FilePatternError, at once, when nothing can be written under the prefix;
 *   OutputConflictError when another step of the pipeline writes there. When the pipeline runs: FileWriteError,
 *   TextElementError
 *
 * @example
 * ```ts
 * counts.map(([word, n]) => `${word}: ${n}`).apply(writeText("out/counts"));
 * rows.apply("WriteCsv", writeText("out/rows", { shards: 1, suffix: ".csv.gz", header: "id,price" }));
 * ```
 */
export function writeText(prefix: string, options: WriteTextOptions = {}): PTransform<string, PCollection<string>> {
  const plan = planWrite(prefix, options);
  return function writeText(lines: PCollection<string>): PCollection<string> {
    claimOutput(lines.pipeline, plan.naming);
    const written = writeShards(inGlobalWindow(lines), plan);
    return finishOutput(plan.shards === undefined ? written : assembleShards(written, plan), plan);
  };
}

/** All lines go to one set of files, so their windows don't matter; and there is one group of files at the end. */
function inGlobalWindow(lines: PCollection<string>): PCollection<string> {
  const isGlobal = lines.node.windowing.windowFn.kind === "global_windows";
  return isGlobal ? lines : lines.window("AllWindows", globalWindows());
}

const outputs = new WeakMap<Pipeline, Set<string>>();

function claimOutput(pipeline: Pipeline, { folder, template }: ShardNaming): void {
  const claimed = outputs.get(pipeline) ?? new Set();
  outputs.set(pipeline, claimed);
  if (claimed.has(folder + template)) throw new OutputConflictError(folder + template);
  claimed.add(folder + template);
}
