import { describe, expect, it } from "vitest";
import { doFn, output } from "../../dofn/do-fn.ts";
import { Pipeline } from "../../pipeline/pipeline.ts";
import { flatten } from "../../primitives/flatten.ts";
import { graphToProto } from "../graph-to-proto.ts";
import { protoToGraph } from "../proto-to-graph.ts";
import { toDot } from "./dot.ts";
import { toMermaid } from "./mermaid.ts";

function sample(): Pipeline {
  const pipeline = Pipeline.create();
  const split = doFn<string, string>()({ outputs: { rejected: output<string>() }, process: () => undefined });
  const { output: good, rejected } = pipeline.create("Read", ["a"]).parDo("Split", split);
  flatten("Join", [good, rejected.apply('Say "x"', (input) => input)])
    .keyBy(() => 1)
    .groupByKey();
  return pipeline;
}

describe("a drawing", () => {
  it("for Mermaid has a subgraph for each composite, and arrows between steps", () => {
    expect(toMermaid(sample().graph()).split("\n")).toEqual([
      "flowchart TD",
      '  subgraph n0["Read"]',
      '    n1["Impulse"]',
      '    n2["Elements<br/><i>ParDo</i>"]',
      "  end",
      '  n3["Split<br/><i>ParDo</i>"]',
      '  n4["Say #34;x#34;"]',
      '  n5["Join<br/><i>Flatten</i>"]',
      '  n6["KeyBy<br/><i>ParDo</i>"]',
      '  n7["GroupByKey"]',
      "  n1 --> n2",
      "  n2 --> n3",
      '  n3 -->|"rejected"| n4',
      "  n3 --> n5",
      '  n3 -->|"rejected"| n5',
      "  n5 --> n6",
      "  n6 --> n7",
      "",
    ]);
  });

  it("for Graphviz has a cluster for each composite, and arrows between steps", () => {
    expect(toDot(sample().graph(), { coders: true }).split("\n")).toEqual([
      "digraph pipeline {",
      "  node [shape=box];",
      "  subgraph cluster_n0 {",
      '    label="Read";',
      '    n1 [label="Impulse"];',
      '    n2 [label="Elements\\nParDo"];',
      "  }",
      '  n3 [label="Split\\nParDo"];',
      '  n4 [label="Say \\"x\\""];',
      '  n5 [label="Join\\nFlatten"];',
      '  n6 [label="KeyBy\\nParDo"];',
      '  n7 [label="GroupByKey"];',
      '  n1 -> n2 [label="bytes"];',
      '  n2 -> n3 [label="value"];',
      '  n3 -> n4 [label="rejected: value"];',
      '  n3 -> n5 [label="value"];',
      '  n3 -> n5 [label="rejected: value"];',
      '  n5 -> n6 [label="value"];',
      '  n6 -> n7 [label="kv<canonical_value, value>"];',
      "}",
      "",
    ]);
  });

  it("names steps of other SDKs by their URN", () => {
    const pipeline = sample();
    const proto = graphToProto(pipeline.graph(), pipeline.functions);
    proto.components!.transforms.Split!.spec!.urn = "test:step:v1";
    expect(toMermaid(protoToGraph(proto))).toContain('["Split<br/><i>test:step:v1</i>"]');
  });

  it.each(['"', "\\", "`", "#quot;", "&lt;", "<b>", "end", "]", "\n", "${x}", "%%", "é", "日本"])(
    "says the name %j and nothing else by it",
    (name) => {
      const pipeline = Pipeline.create();
      pipeline.create("Numbers", [1]).map(`x${name}x`, (n) => n);
      const dot = toDot(pipeline.graph());
      const mermaid = toMermaid(pipeline.graph());
      const dotLabel = /n3 \[label="((?:[^"\\]|\\.)*)"\];/s.exec(dot)?.[1];
      const shown = dotLabel?.replace(/\\(.)/g, (_, c: string) => (c === "n" ? "\n" : c)).replaceAll("&amp;", "&");
      expect(shown).toBe(`x${name}x\nParDo`);
      const title = /n3\["([^"]*)<br\/>/.exec(mermaid)?.[1];
      expect(title?.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))).toBe(`x${name}x`);
      expect(dotLabel).not.toMatch(/&(?!amp;)/);
      expect(title).not.toMatch(/[<>`[\]"\\\n]/);
    },
  );
});
