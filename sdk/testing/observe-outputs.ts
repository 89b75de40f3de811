import { doFn } from "../dofn/do-fn.ts";
import { allTransforms, type CollectionNode, type Graph, type TransformNode } from "../graph/nodes.ts";
import { CoderResolver } from "../graph/resolve-coders.ts";
import { PCollection } from "../pipeline/pcollection.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { OutputElements } from "./compare-outputs.ts";
import { makerOf } from "./maker-of.ts";

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

/** Finds the collections to watch, by name. */
function outputsOf({ roots }: Graph): ReadonlyMap<string, CollectionNode> {
  const taken = new Set(roots.flatMap(({ inputs }) => [...inputs.values()]));
  const writers = [...writersIn(roots)];
  const written = new Set(writers.flatMap(({ outputs }) => [...outputs.values()]));
  const ends = new Set(writers.flatMap(({ inputs }) => [...inputs.values()]));
  for (const { inputs, outputs } of roots) {
    if (outputs.size === 0) add(ends, inputs.values());
    add(
      ends,
      [...outputs.values()].filter((output) => !taken.has(output) && !written.has(output)),
    );
  }
  const all = [...allTransforms(roots)];
  return new Map([...ends].map((node) => [makerOf(node, all).name, node]));
}

/** Yields the outermost steps that write. */
function* writersIn(nodes: readonly TransformNode[]): Generator<TransformNode> {
  for (const node of nodes) {
    const ownName = node.uniqueName.slice(node.uniqueName.lastIndexOf("/") + 1);
    if (ownName.startsWith("Write") && node.inputs.size > 0) yield node;
    else yield* writersIn(node.children);
  }
}

function add<T>(set: Set<T>, items: Iterable<T>): void {
  for (const item of items) set.add(item);
}
