import { bytesCoder } from "../coders/bytes-coder.ts";
import { MAIN_OUTPUT } from "../graph/nodes.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { DEFAULT_WINDOWING } from "../windowing/windowing-strategy.ts";

/**
 * Returns a PCollection of one element, an empty byte string at the earliest timestamp: the root from which all other
 * roots are made.
 *
 * Source: `beam:transform:impulse:v1`.
 */
export function impulse(pipeline: Pipeline, name?: string): PCollection<Uint8Array> {
  const outputs = pipeline.step({
    name: { name, defaultName: "Impulse" },
    spec: { kind: "impulse" },
    inputs: new Map(),
    outputs: new Map([
      [MAIN_OUTPUT, { coder: { from: "producer", coder: bytesCoder }, windowing: DEFAULT_WINDOWING, isBounded: true }],
    ]),
  });
  return outputs.get(MAIN_OUTPUT) as PCollection<Uint8Array>;
}
