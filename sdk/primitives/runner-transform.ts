import type { Coder } from "../coders/coder.ts";
import { MAIN_INPUT, MAIN_OUTPUT } from "../graph/nodes.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { PTransform, RootTransform } from "../pipeline/ptransform.ts";
import { DEFAULT_WINDOWING } from "../windowing/windowing-strategy.ts";

/** A leaf of the graph that a runner runs itself. */
export interface RunnerTransform {
  /** What runners know it by. */
  readonly urn: string;
  /** What they are told besides, in the form that goes with the URN; nothing when left out. */
  readonly payload?: Uint8Array;
  /** The step's name. */
  readonly name?: string;
}

/**
 * Returns a root that the runner reads itself: no function of the program is called for it, and a runner that doesn't
 * know the URN refuses the pipeline.
 *
 * @param source - `output` is the coder in which the runner gives the elements
 *
 * @example
 * ```ts
 * const payload = encodeSubscription("projects/p/subscriptions/s");
 * const urn = "beam:transform:pubsub_read:v1";
 * const messages = p.apply(runnerSource({ urn, payload, output: bytesCoder, isBounded: false }));
 * ```
 */
export function runnerSource<T>(
  source: RunnerTransform & { readonly output: Coder<T>; readonly isBounded: boolean },
): RootTransform<PCollection<T>> {
  const { urn, payload = new Uint8Array(), name, output: coder, isBounded } = source;
  return function runnerSource(pipeline) {
    const outputs = pipeline.step({
      name: { name, defaultName: "Read" },
      spec: { kind: "runnerTransform", urn, payload },
      inputs: new Map(),
      outputs: new Map([
        [MAIN_OUTPUT, { coder: { from: "producer", coder }, windowing: DEFAULT_WINDOWING, isBounded }],
      ]),
    });
    return outputs.get(MAIN_OUTPUT) as PCollection<T>;
  };
}

/**
 * Returns an end that the runner writes itself, as {@link runnerSource} is a beginning. What it takes must have the coder
 * in which the runner expects it.
 *
 * @example
 * ```ts
 * encoded.withCoder(bytesCoder).apply(runnerSink({ urn: "beam:transform:pubsub_write:v1", payload }));
 * ```
 */
export function runnerSink<T>({ urn, payload = new Uint8Array(), name }: RunnerTransform): PTransform<T, void> {
  return function runnerSink({ pipeline, node }) {
    pipeline.step({
      name: { name, defaultName: "Write" },
      spec: { kind: "runnerTransform", urn, payload },
      inputs: new Map([[MAIN_INPUT, node]]),
      outputs: new Map(),
    });
  };
}
