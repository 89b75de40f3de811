import { doFn } from "../dofn/do-fn.ts";
import { CoderResolver } from "../graph/resolve-coders.ts";
import { PCollection } from "../pipeline/pcollection.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { OutputElements } from "./compare-outputs.ts";
import { outputsOf } from "./outputs-of.ts";

/**
 * Adds steps to a pipeline that keep its outputs: the collections that no other step takes.
 *
 * Of a step that writes, which is one whose name begins with "Write", or one that returns nothing, what it is given is an
 * output, and what it returns is not: how many files are written is for the runner to choose.
 *
 *     Read -> Parse -> Count -> Format -> WriteText       ->       Read -> Parse -> Count -> Format -> WriteText
 *                                                                                               \-> Observe
 *
 * The functions of those steps must run in this process.
 *
 * @returns where the elements of each output come together, by its name
 */
export function observeOutputs(pipeline: Pipeline): ReadonlyMap<string, OutputElements> {
  const graph = pipeline.graph();
  const coders = new CoderResolver(graph);
  const observed = new Map<string, OutputElements>();
  for (const [name, node] of outputsOf(graph)) {
    const elements = new OutputElements(coders.coderOf(node));
    observed.set(name, elements);
    new PCollection<unknown>(pipeline, node).parDo(
      `PurlinObserve${String(observed.size)}`,
      doFn<unknown, never>()({
        process(value, { timestamp, window }) {
          elements.add({ value, timestamp, window });
        },
      }),
    );
  }
  return observed;
}
