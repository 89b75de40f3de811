import { doFn } from "../dofn/do-fn.ts";
import type { CollectionNode } from "../graph/nodes.ts";
import { CoderResolver } from "../graph/resolve-coders.ts";
import { PCollection } from "../pipeline/pcollection.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { globalWindows } from "../windowing/global-windows.ts";
import type { Coder } from "../coders/coder.ts";
import { OutputElements } from "./compare-outputs.ts";
import { outputsOf } from "./outputs-of.ts";

/** The value by which workers are told where the outputs go. */
const folderValue = "purlin:outputs";

/**
 * Adds steps to a pipeline that write its outputs to files, for runs whose functions are in other processes: each element
 * a line, with what tells it apart.
 *
 *     Read -> Count -> Format -> WriteText       ->       Read -> Count -> Format -> WriteText
 *                                                                             \-> PurlinOutput1 -> WriteText
 *
 * @param folder - where they are written, by the process that submits; workers are told it
 * @returns how the names of each output's files begin, by the output's name
 */
export async function writeOutputs(pipeline: Pipeline, folder = ""): Promise<ReadonlyMap<string, string>> {
  // A worker has bundled it; whoever compares nothing does not load it.
  const { writeText } = await import("../../io/text/write-text.ts");
  const place = await pipeline.value(folderValue, () => folder);
  const graph = pipeline.graph();
  const coders = new CoderResolver(graph);
  const prefixes = new Map<string, string>();
  for (const [name, node] of outputsOf(graph)) {
    const prefix = `${place}/output-${String(prefixes.size + 1)}`;
    const coder = coders.coderOf(node);
    prefixes.set(name, prefix);
    pipeline.apply(`PurlinOutput${String(prefixes.size)}`, () =>
      writeLines({ pipeline, node, coder }, writeText(prefix)),
    );
  }
  return prefixes;
}

interface Output {
  readonly pipeline: Pipeline;
  readonly node: CollectionNode;
  readonly coder: Coder<unknown>;
}

function writeLines(
  { pipeline, node, coder }: Output,
  write: (lines: PCollection<string>) => PCollection<string>,
): PCollection<string> {
  const describe = doFn<unknown, string>()({
    process(value, { timestamp, window, emit }) {
      const one = new OutputElements(coder);
      one.add({ value, timestamp, window });
      for (const counted of one.counted()) emit(JSON.stringify(counted));
    },
  });
  return new PCollection<unknown>(pipeline, node).parDo("Describe", describe).window(globalWindows()).apply(write);
}
