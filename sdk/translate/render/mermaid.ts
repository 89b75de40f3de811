import type { Graph } from "../../graph/nodes.ts";
import { flowOf, type FlowBox, type RenderOptions } from "./flow.ts";

/**
 * Draws a graph as a Mermaid flowchart: steps are nodes, composites are subgraphs.
 *
 * Source: the syntax of https://mermaid.js.org/syntax/flowchart.html
 */
export function toMermaid(graph: Graph, options: RenderOptions = {}): string {
  const { boxes, edges } = flowOf(graph, options);
  const arrows = edges.map(({ from, to, label }) => `  ${from} -->${label === "" ? "" : `|"${text(label)}"|`} ${to}`);
  return ["flowchart TD", ...boxes.flatMap((box) => linesOf(box, "  ")), ...arrows, ""].join("\n");
}

function linesOf({ id, name, kind, children }: FlowBox, indent: string): string[] {
  const title = kind === "" || kind === name ? text(name) : `${text(name)}<br/><i>${text(kind)}</i>`;
  if (children.length === 0) return [`${indent}${id}["${title}"]`];
  const inside = children.flatMap((child) => linesOf(child, `${indent}  `));
  return [`${indent}subgraph ${id}["${title}"]`, ...inside, `${indent}end`];
}

// Within quotes, Mermaid reads entities and, in what is left, HTML and Markdown.
function text(value: string): string {
  return value.replace(/[^\p{L}\p{N} .,:;/()-]/gu, (character) => `#${String(character.codePointAt(0))};`);
}
