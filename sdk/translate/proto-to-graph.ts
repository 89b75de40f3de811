import { create, toBinary } from "@bufbuild/protobuf";
import type { Coder } from "../coders/coder.ts";
import type { FunctionTable } from "../fn/function-table.ts";
import type { CollectionNode, Graph, TransformNode, TransformSpec } from "../graph/nodes.ts";
import {
  ComponentsSchema,
  PCollectionSchema,
  PipelineSchema,
  PTransformSchema,
  type Components,
  type Pipeline,
  type PTransform,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { WindowingStrategy } from "../windowing/windowing-strategy.ts";
import { CoderReader } from "./coders.ts";
import { componentOf, InvalidPipelineError } from "./invalid-pipeline-error.ts";
import { collectionFromProto } from "./pcollections.ts";
import { specFromProto } from "./transforms.ts";
import { readWindowing } from "./windowing.ts";

/**
 * Returns the graph of a pipeline's proto, made by this SDK or another. What this SDK doesn't know stays in it as it
 * came, so that {@link graphToProto} gives it back.
 *
 * @param functions - those of the program that made it; without them, its own coders and WindowFns stay opaque
 * @throws InvalidPipelineError when the proto contradicts itself
 */
export function protoToGraph(pipeline: Pipeline, functions?: FunctionTable): Graph {
  return new GraphReader(pipeline, functions).read();
}

class GraphReader {
  readonly #pipeline: Pipeline;
  readonly #components: Components;
  readonly #functions: FunctionTable | undefined;
  readonly #coders: CoderReader;
  readonly #windowings = new Map<string, WindowingStrategy>();
  readonly #collections = new Map<string, CollectionNode>();
  readonly #reached = new Set<string>();

  constructor(pipeline: Pipeline, functions: FunctionTable | undefined) {
    this.#pipeline = pipeline;
    this.#components = pipeline.components ?? create(ComponentsSchema);
    this.#functions = functions;
    this.#coders = new CoderReader(this.#components.coders, { functions });
  }

  read(): Graph {
    const { coders, pcollections, windowingStrategies } = this.#components;
    for (const id of Object.keys(coders)) this.#coders.coder(id);
    for (const [id, proto] of Object.entries(windowingStrategies)) {
      this.#windowings.set(id, readWindowing(proto, this.#coders, this.#functions));
    }
    const reader = {
      coder: (id: string) => this.#coders.coder(id),
      windowing: (id: string) => componentOf(this.#windowings, id, "windowing strategy"),
    };
    for (const [id, proto] of Object.entries(pcollections)) {
      this.#collections.set(id, collectionFromProto(id, proto, reader, toBinary(PCollectionSchema, proto)));
    }
    const roots = this.#pipeline.rootTransformIds.map((id) => this.#transform(id));
    return Object.freeze({
      roots: Object.freeze(roots),
      collections: Object.freeze([...this.#collections.values()]),
      origin: this.#rest(),
    });
  }

  #transform(id: string): TransformNode {
    if (this.#reached.has(id)) {
      throw new InvalidPipelineError(`The transform "${id}" is listed twice: as a root, or as a part of composites.`);
    }
    this.#reached.add(id);
    const proto = componentOf(this.#components.transforms, id, "transform");
    return Object.freeze({
      id,
      uniqueName: proto.uniqueName,
      spec: this.#spec(id, proto),
      inputs: this.#collectionsOf(proto.inputs),
      outputs: this.#collectionsOf(proto.outputs),
      children: Object.freeze(proto.subtransforms.map((child) => this.#transform(child))),
      callSite: undefined,
      origin: toBinary(PTransformSchema, proto),
    });
  }

  #spec(id: string, { spec, environmentId }: PTransform): TransformSpec {
    try {
      const coder = (coderId: string): Coder<unknown> => this.#coders.coder(coderId);
      return specFromProto(spec, environmentId, { functions: this.#functions, coder });
    } catch (cause) {
      if (cause instanceof InvalidPipelineError) throw cause;
      const facts = { urn: spec?.urn ?? "none", reason: cause instanceof Error ? cause.message : String(cause) };
      throw new InvalidPipelineError(
        `The transform "${id}" has a payload that is not the one of its URN.`,
        facts,
        cause,
      );
    }
  }

  #collectionsOf(ids: Readonly<Record<string, string>>): ReadonlyMap<string, CollectionNode> {
    return new Map(Object.entries(ids).map(([tag, id]) => [tag, componentOf(this.#collections, id, "PCollection")]));
  }

  /** The pipeline without what the graph holds as nodes. */
  #rest(): Uint8Array {
    const unreached = Object.entries(this.#components.transforms).filter(([id]) => !this.#reached.has(id));
    const components = { ...this.#components, transforms: Object.fromEntries(unreached), pcollections: {} };
    return toBinary(PipelineSchema, { ...this.#pipeline, components });
  }
}
