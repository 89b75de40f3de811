import type { Graph } from "../../graph/nodes.ts";
import { flowOf, type FlowBox, type RenderOptions } from "./flow.ts";

/**
 * Draws a graph in the DOT language of Graphviz: steps are nodes, composites are clusters.
 *
 * Source: https://graphviz.org/doc/info/lang.html
 */
export function toDot(graph: Graph, options: RenderOptions = {}): string {
  const { boxes, edges } = flowOf(graph, options);
  const arrows = edges.map(
    ({ from, to, label }) => `  ${from} -> ${to}${label === "" ? "" : ` [label=${quoted(label)}]`};`,
  );
  return [
    "digraph pipeline {",
    "  node [shape=box];",
    ...boxes.flatMap((box) => linesOf(box, "  ")),
    ...arrows,
    "}",
    "",
  ].join("\n");
}

function linesOf({ id, name, kind, children }: FlowBox, indent: string): string[] {
  const title = quoted(kind === "" || kind === name ? name : `${name}\n${kind}`);
  if (children.length === 0) return [`${indent}${id} [label=${title}];`];
  const inside = children.flatMap((child) => linesOf(child, `${indent}  `));
  return [`${indent}subgraph cluster_${id} {`, `${indent}  label=${title};`, ...inside, `${indent}}`];
}

// Graphviz reads HTML's entities in plain labels too.
function quoted(value: string): string {
  return `"${value.replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
