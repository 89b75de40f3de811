import { create, fromBinary } from "@bufbuild/protobuf";
import type { Coder } from "../coders/coder.ts";
import type { FunctionTable } from "../fn/function-table.ts";
import type { CoderDeclaration } from "../graph/coder-declaration.ts";
import { allTransforms, type CollectionNode, type Graph, type TransformNode } from "../graph/nodes.ts";
import type { ResourceHints } from "../graph/step-settings.ts";
import { CoderResolver } from "../graph/resolve-coders.ts";
import {
  ComponentsSchema,
  PipelineSchema,
  PTransformSchema,
  type Environment,
  type FunctionSpec,
  type PCollection,
  type Pipeline,
  type PTransform,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { ComponentWriter } from "./component-writer.ts";
import { annotationsOf, displayDataOf } from "./display-data.ts";
import { defaultEnvironment } from "./environment.ts";
import { serviceAnnotation } from "./external.ts";
import { collectionToProto } from "./pcollections.ts";
import { hintsOf } from "./resource-hints.ts";
import { namesEnvironment, specFromProto, specToProto, type PayloadWriter } from "./transforms.ts";
import { UniqueIds } from "./unique-ids.ts";

/** How a graph is translated. */
export interface TranslateOptions {
  /** Where the program's own functions run; whatever the runner has for this SDK, when left out. */
  readonly environment?: Environment;
}

/**
 * Returns the Beam model's proto of a graph. The same program gives the same bytes.
 *
 * What was read from a proto goes back as it came: with its ids, and with what this SDK doesn't know of it.
 *
 * @param functions - the functions that the graph refers to; coders and WindowFns of the program's own are added to it
 */
export function graphToProto(graph: Graph, functions: FunctionTable, options: TranslateOptions = {}): Pipeline {
  return new GraphWriter(graph, functions, options.environment ?? defaultEnvironment()).write();
}

class GraphWriter implements PayloadWriter {
  readonly functions: FunctionTable;
  readonly #graph: Graph;
  readonly #kept: Pipeline;
  readonly #components: ComponentWriter;
  readonly #resolver: CoderResolver;
  readonly #hints: ReadonlyMap<TransformNode, ResourceHints>;
  readonly #transformIds: ReadonlyMap<TransformNode, string>;
  readonly #collectionIds = new Map<CollectionNode, string>();

  constructor(graph: Graph, functions: FunctionTable, environment: Environment) {
    this.functions = functions;
    this.#graph = graph;
    this.#kept = graph.origin === undefined ? create(PipelineSchema) : fromBinary(PipelineSchema, graph.origin);
    this.#kept.components ??= create(ComponentsSchema);
    this.#components = new ComponentWriter(this.#kept.components, functions, environment);
    this.#resolver = new CoderResolver(graph);
    this.#hints = hintsOf(graph.roots);
    this.#transformIds = transformIds(graph, Object.keys(this.#kept.components.transforms));
  }

  write(): Pipeline {
    const pipeline = this.#kept;
    const components = (pipeline.components ??= create(ComponentsSchema));
    this.#writeCollections(components.pcollections);
    for (const [node, id] of this.#transformIds) components.transforms[id] = this.#transform(node);
    components.coders = this.#components.coders;
    components.windowingStrategies = this.#components.windowingStrategies;
    components.environments = this.#components.environments;
    pipeline.rootTransformIds = this.#graph.roots.map((root) => this.#transformId(root));
    return pipeline;
  }

  accumulatorCoderId(accumulator: CoderDeclaration): string {
    return this.#components.coderId(this.#resolver.resolve(accumulator));
  }

  #writeCollections(into: Record<string, PCollection>): void {
    const producers = this.#producers();
    const ids = new UniqueIds(keptIds(this.#graph.collections));
    for (const collection of this.#graph.collections) {
      const producer = producers.get(collection);
      const name = `${producer?.node.uniqueName ?? collection.id}.${producer?.tag ?? ""}`;
      const id = collection.origin === undefined ? ids.next(name) : collection.id;
      this.#collectionIds.set(collection, id);
      into[id] = collectionToProto(collection, name, this.#resolver.coderOf(collection), this.#components);
    }
  }

  /** Finds the leaf that makes each collection, and the tag of the output. */
  #producers(): Map<CollectionNode, { readonly node: TransformNode; readonly tag: string }> {
    const producers = new Map<CollectionNode, { readonly node: TransformNode; readonly tag: string }>();
    for (const node of this.#transformIds.keys()) {
      if (node.children.length > 0) continue;
      for (const [tag, collection] of node.outputs) {
        // A composite without steps gives back what others have made before it.
        if (!producers.has(collection)) producers.set(collection, { node, tag });
      }
    }
    return producers;
  }

  #transform(node: TransformNode): PTransform {
    const proto = node.origin === undefined ? this.#newTransform(node) : fromBinary(PTransformSchema, node.origin);
    const spec = specToProto(node.spec, this);
    proto.uniqueName = node.uniqueName;
    if (spec === undefined) delete proto.spec;
    else if (proto.spec === undefined || !this.#isSame(proto.spec, spec)) proto.spec = spec;
    proto.subtransforms = node.children.map((child) => this.#transformId(child));
    proto.inputs = this.#collectionIdsOf(node.inputs);
    proto.outputs = this.#collectionIdsOf(node.outputs);
    return proto;
  }

  #newTransform(node: TransformNode): PTransform {
    const { spec, settings } = node;
    const environmentId = this.#environmentId(node);
    const annotations = { ...annotationsOf(settings), ...(spec.kind === "external" && serviceAnnotation(spec)) };
    return create(PTransformSchema, { environmentId, annotations, displayData: displayDataOf(node) });
  }

  #environmentId(node: TransformNode): string {
    const { spec } = node;
    if (spec.kind === "opaque") return spec.environmentId;
    return namesEnvironment(spec) ? this.#components.environmentId(this.#hints.get(node)) : "";
  }

  /** Says whether a spec that came means what is to be written; then it stays, with what this SDK doesn't know of it. */
  #isSame(came: FunctionSpec, written: FunctionSpec): boolean {
    if (came.urn !== written.urn) return false;
    const coder = (id: string): Coder<unknown> => this.#components.keptCoders.coder(id);
    const read = specFromProto(came, "", { functions: undefined, coder });
    const again = specToProto(read, this);
    return again !== undefined && Buffer.compare(again.payload, written.payload) === 0;
  }

  #collectionIdsOf(collections: ReadonlyMap<string, CollectionNode>): Record<string, string> {
    return Object.fromEntries([...collections].map(([tag, collection]) => [tag, this.#collectionId(collection)]));
  }

  #collectionId(collection: CollectionNode): string {
    const id = this.#collectionIds.get(collection);
    if (id === undefined) throw new Error(`The collection ${collection.id} is used in a graph that doesn't list it.`);
    return id;
  }

  #transformId(node: TransformNode): string {
    const id = this.#transformIds.get(node);
    if (id === undefined) throw new Error(`The step "${node.uniqueName}" is not in its own graph.`);
    return id;
  }
}

function transformIds(graph: Graph, kept: readonly string[]): Map<TransformNode, string> {
  const nodes = [...allTransforms(graph.roots)];
  const ids = new UniqueIds([...kept, ...keptIds(nodes)]);
  return new Map(nodes.map((node) => [node, node.origin === undefined ? ids.next(node.uniqueName) : node.id]));
}

/** The ids that nodes have brought along from a proto. */
function keptIds(nodes: readonly (TransformNode | CollectionNode)[]): string[] {
  return nodes.filter(({ origin }) => origin !== undefined).map(({ id }) => id);
}
