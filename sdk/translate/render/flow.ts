import { CoderResolver } from "../../graph/resolve-coders.ts";
import { describeCoder } from "../../graph/graph-errors.ts";
import {
  MAIN_OUTPUT,
  type CollectionNode,
  type Graph,
  type TransformNode,
  type TransformSpec,
} from "../../graph/nodes.ts";

/** What a drawing of a graph shows beside its steps. */
export interface RenderOptions {
  /** Whether edges carry the coder of the PCollection that they stand for; false when left out. */
  readonly coders?: boolean;
}

/** A box of a drawing: a step, or a composite around its steps. */
export interface FlowBox {
  /** Unique in its drawing, made of letters and digits alone. */
  readonly id: string;
  /** The step's own name, without those of its composites. */
  readonly name: string;
  /** What it does, for a step whose name may not say it: `ParDo`, `GroupByKey`, a URN. */
  readonly kind: string;
  readonly children: readonly FlowBox[];
}

/** An arrow of a drawing, from the step that makes a PCollection to one that takes it. */
export interface FlowEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** What a drawing of a graph consists of, before it is written in the language of a tool. */
export interface Flow {
  readonly boxes: readonly FlowBox[];
  readonly edges: readonly FlowEdge[];
}

const kinds: Readonly<Record<Exclude<TransformSpec["kind"], "external" | "runnerTransform" | "opaque">, string>> = {
  impulse: "Impulse",
  parDo: "ParDo",
  groupByKey: "GroupByKey",
  flatten: "Flatten",
  combinePerKey: "CombinePerKey",
  combineGroupedValues: "CombineGroupedValues",
  assignWindows: "AssignWindows",
  reshuffle: "Reshuffle",
  redistributeByKey: "RedistributeByKey",
  redistributeArbitrarily: "RedistributeArbitrarily",
  composite: "",
};

/** Lays a graph out as boxes within boxes, and arrows between the innermost ones. */
export function flowOf(graph: Graph, options: RenderOptions = {}): Flow {
  const leaves: { readonly id: string; readonly node: TransformNode }[] = [];
  let count = 0;
  const boxOf = (node: TransformNode): FlowBox => {
    const id = `n${String(count++)}`;
    if (node.children.length === 0) leaves.push({ id, node });
    return { id, name: ownName(node), kind: kindOf(node), children: node.children.map(boxOf) };
  };
  const boxes = graph.roots.map(boxOf);
  const producers = new Map<CollectionNode, { readonly id: string; readonly tag: string }>();
  for (const { id, node } of leaves) {
    for (const [tag, collection] of node.outputs) {
      // An empty composite gives back collections that others have made.
      if (!producers.has(collection)) producers.set(collection, { id, tag });
    }
  }
  const coders = options.coders === true ? new CoderResolver(graph) : undefined;
  const edges: FlowEdge[] = [];
  for (const { id, node } of leaves) {
    for (const collection of node.inputs.values()) {
      const producer = producers.get(collection);
      if (producer === undefined || producer.id === id) continue;
      const coder = coders === undefined ? "" : describeCoder(coders.coderOf(collection));
      const tag = producer.tag === MAIN_OUTPUT ? "" : producer.tag;
      edges.push({ from: producer.id, to: id, label: [tag, coder].filter(Boolean).join(": ") });
    }
  }
  return { boxes, edges };
}

function ownName({ uniqueName }: TransformNode): string {
  return uniqueName.slice(uniqueName.lastIndexOf("/") + 1);
}

function kindOf({ spec }: TransformNode): string {
  return "urn" in spec ? spec.urn : kinds[spec.kind];
}
