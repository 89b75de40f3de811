import type { PCollection } from "../sdk/index.ts";
import { checkBatchOptions, groupIntoBatches, type BatchOptions } from "./group-into-batches.ts";

/** How elements without keys are grouped into batches. */
export interface IntoBatchesOptions extends BatchOptions {
  /** How many batches are filled at a time: workers beyond that number have nothing to do. 1 when left out. */
  readonly shards?: number;
}

/**
 * Groups the elements of each window into batches. All but the last one of each shard are full.
 *
 * @throws RangeError when a limit is not a whole number of at least 1
 *
 * @example
 * ```ts
 * const stored = rows.apply(intoBatches({ size: 1000, shards: 4 })).map(async (batch) => db.insertMany(batch));
 * ```
 */
export function intoBatches({
  shards = 1,
  ...limits
}: IntoBatchesOptions): <T>(input: PCollection<T>) => PCollection<T[]> {
  checkBatchOptions("intoBatches", { shards, ...limits });
  return function intoBatches<T>(input: PCollection<T>): PCollection<T[]> {
    // Which shard an element is put in has no meaning, so it may differ from run to run.
    let next = 0;
    return input
      .keyBy("Shard", () => (next = (next + 1) % shards))
      .apply("Group", groupIntoBatches(limits))
      .values("Batches");
  };
}
