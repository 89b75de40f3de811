import { doFn, impulse, type PCollection, type Pipeline } from "../../sdk/index.ts";
import { findRanges, type TextRange } from "./find-ranges.ts";
import type { ReadPlan } from "./read-options.ts";

/** Returns the parts of all files to be read, redistributed so that workers share them. */
export function matchRanges(pipeline: Pipeline, plan: ReadPlan): PCollection<TextRange> {
  const match = doFn<Uint8Array, TextRange>()({
    async process(_impulse, { emit }) {
      for (const range of await findRanges(plan)) emit(range);
    },
  });
  return impulse(pipeline).parDo("Match", match).reshuffle();
}
