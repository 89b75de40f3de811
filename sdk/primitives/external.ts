import type { Coder } from "../coders/coder.ts";
import { MAIN_INPUT, MAIN_OUTPUT, type CollectionNode } from "../graph/nodes.ts";
import type { CollectionParts } from "../graph/graph-builder.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { DEFAULT_WINDOWING } from "../windowing/windowing-strategy.ts";
import { targetOf, type ExternalTarget } from "./external-payload.ts";

/** What a transform of another SDK is applied to: a pipeline, as a root; one PCollection; or several, by their tags there. */
export type ExternalInput = Pipeline | PCollection<unknown> | Readonly<Record<string, PCollection<unknown>>>;

/** What is said of a transform of another SDK beside its outputs. */
export type ExternalOptions = ExternalTarget & {
  /** The `host:port` of the expansion service that knows the transform. */
  readonly expansionService: string;
  /** The step's name. */
  readonly name?: string;
  /** Whether its outputs come to an end; when left out, they do where all inputs do. */
  readonly isBounded?: boolean;
};

/** The coders of several outputs, by their tags. */
export type OutputCoders = Readonly<Record<string, Coder<unknown>>>;

/** The PCollections of several outputs, by their tags. */
export type ExternalOutputs<Outputs extends OutputCoders> = {
  readonly [Tag in keyof Outputs]: PCollection<Outputs[Tag] extends Coder<infer T> ? T : never>;
};

/**
 * Returns a transform that another SDK implements, such as one of Java or Python, to be applied like one's own. Its
 * expansion service is asked when the pipeline is translated; nothing is called before. Runners start workers of both SDKs.
 *
 * What crosses the border has coders that both SDKs know: rows (`.withSchema(...)`, `rowCoder(...)`) or the standard ones.
 *
 * @param options - `output` is the coder of its only output, or `outputs` are those of several, by their tags there
 *
 * @example
 * ```ts
 * const upper = words.withCoder(stringUtf8Coder).apply(
 *   "Upper",
 *   external({
 *     urn: "beam:transforms:python:fully_qualified_named",
 *     payload: configuration(schema.struct({ constructor: schema.string() }), { constructor: "my_module.Upper" }),
 *     expansionService: "localhost:8097",
 *     output: stringUtf8Coder,
 *   }),
 * );
 * ```
 */
export function external<T>(
  options: ExternalOptions & { readonly output: Coder<T> },
): (input: ExternalInput) => PCollection<T>;
export function external<const Outputs extends OutputCoders>(
  options: ExternalOptions & { readonly outputs: Outputs },
): (input: ExternalInput) => ExternalOutputs<Outputs>;
export function external(
  options: ExternalOptions & { readonly output?: Coder<unknown>; readonly outputs?: OutputCoders },
): (input: ExternalInput) => unknown {
  const { output, expansionService, name } = options;
  if (!/^[^\s/]+:\d+$/.test(expansionService)) {
    throw new TypeError(
      `external(...) takes the host and port of an expansion service, such as "localhost:8097"; got "${expansionService}".`,
    );
  }
  const spec = { kind: "external", ...targetOf(options), expansionService } as const;
  const coders = output === undefined ? (options.outputs ?? {}) : { [MAIN_OUTPUT]: output };
  return function external(input) {
    const { pipeline, inputs } = placeOf(input);
    const parts = outputParts([...inputs.values()], options.isBounded);
    const made = pipeline.step({
      name: { name, defaultName: "External" },
      spec,
      inputs,
      outputs: new Map(
        Object.entries(coders).map(([tag, coder]) => [tag, { ...parts, coder: { from: "producer", coder } }]),
      ),
    });
    return output === undefined ? Object.fromEntries(made) : made.get(MAIN_OUTPUT);
  };
}

interface Place {
  readonly pipeline: Pipeline;
  readonly inputs: ReadonlyMap<string, CollectionNode>;
}

function placeOf(input: ExternalInput): Place {
  if (isPipeline(input)) return { pipeline: input, inputs: new Map() };
  if (isCollection(input)) return { pipeline: input.pipeline, inputs: new Map([[MAIN_INPUT, input.node]]) };
  const collections = Object.entries(input);
  const [first] = collections;
  if (first === undefined || !collections.every(([, collection]) => isCollection(collection))) {
    throw new TypeError("external(...) is applied to a Pipeline, a PCollection, or an object of PCollections.");
  }
  return { pipeline: first[1].pipeline, inputs: new Map(collections.map(([tag, { node }]) => [tag, node])) };
}

// A primitive knows the classes as types alone, so they are told apart by what only they have.
function isPipeline(input: ExternalInput): input is Pipeline {
  return typeof (input as Partial<Pipeline>).step === "function";
}

function isCollection(input: unknown): input is PCollection<unknown> {
  const { pipeline, node } = input as Partial<PCollection<unknown>>;
  return pipeline !== undefined && node !== undefined && typeof pipeline.step === "function";
}

function outputParts(
  inputs: readonly CollectionNode[],
  isBounded: boolean | undefined,
): Omit<CollectionParts, "coder"> {
  return {
    windowing: inputs[0]?.windowing ?? DEFAULT_WINDOWING,
    isBounded: isBounded ?? inputs.every((input) => input.isBounded),
  };
}
