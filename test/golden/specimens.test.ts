import { readdirSync, readFileSync } from "node:fs";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { FunctionTable } from "../../sdk/fn/function-table.ts";
import { allTransforms } from "../../sdk/graph/nodes.ts";
import {
  PipelineSchema,
  type Pipeline,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { graphToProto } from "../../sdk/translate/graph-to-proto.ts";
import { protoToGraph } from "../../sdk/translate/proto-to-graph.ts";

// Source: pipelines that Beam's own SDKs (Go and Python 2.77.0, Java 2.73.0) submit, and one of the shape that its
// TypeScript SDK makes.
const folder = `${import.meta.dirname}/specimens`;
const names = readdirSync(folder);

/** Returns the bytes of a pipeline with its maps, which have no order on the wire, in the order of their keys. */
function sortedBytes(pipeline: Pipeline): Uint8Array {
  const sorted = <T>(map: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
  const { components } = pipeline;
  if (components === undefined) throw new Error("The pipeline has no components.");
  for (const transform of Object.values(components.transforms)) {
    transform.inputs = sorted(transform.inputs);
    transform.outputs = sorted(transform.outputs);
    transform.annotations = sorted(transform.annotations);
  }
  components.transforms = sorted(components.transforms);
  components.pcollections = sorted(components.pcollections);
  components.windowingStrategies = sorted(components.windowingStrategies);
  components.coders = sorted(components.coders);
  components.environments = sorted(components.environments);
  return toBinary(PipelineSchema, pipeline);
}

function specimen(name: string): Pipeline {
  return fromBinary(PipelineSchema, readFileSync(`${folder}/${name}`));
}

describe("a pipeline of another SDK", () => {
  it("stands here for every SDK", () => {
    expect(names.map((name) => name.split("-")[0])).toEqual(["go", "go", "java", "python", "typescript"]);
  });

  it.each(names)("comes back byte for byte from a graph: %s", (name) => {
    const written = graphToProto(protoToGraph(specimen(name)), new FunctionTable());
    expect(Buffer.compare(sortedBytes(written), sortedBytes(specimen(name)))).toBe(0);
  });

  it.each(names)("keeps its tree and its names in the graph: %s", (name) => {
    const { components } = specimen(name);
    const nodes = [...allTransforms(protoToGraph(specimen(name)).roots)];
    expect(nodes.map(({ id }) => id).sort()).toEqual(Object.keys(components!.transforms).sort());
    for (const { id, uniqueName, children } of nodes) {
      expect(uniqueName).toBe(components!.transforms[id]!.uniqueName);
      expect(children.map((child) => child.id)).toEqual(components!.transforms[id]!.subtransforms);
    }
  });

  it("shows standard steps as what they are, and foreign functions as opaque", () => {
    const nodes = [...allTransforms(protoToGraph(specimen("go-wordcount.pipeline.pb")).roots)];
    const kinds = nodes.map(({ uniqueName, spec }) => [uniqueName, spec.kind === "opaque" ? spec.urn : spec.kind]);
    expect(kinds).toEqual(
      expect.arrayContaining([
        ["textio.Read", "composite"],
        ["textio.Read/Impulse", "impulse"],
        ["main.split", "beam:transform:pardo:v1"],
        ["stats.Count/stats.SumPerKey/CombinePerKey", "beam:transform:combine_per_key:v1"],
        ["stats.Count/stats.SumPerKey/CombinePerKey/CoGBK", "groupByKey"],
      ]),
    );
  });

  it("writes what was changed in the graph, and leaves the rest as it came", () => {
    const graph = protoToGraph(specimen("typescript-grouping.pipeline.pb"));
    const collections = graph.collections.map((collection) => ({ ...collection, isBounded: false }));
    const replaced = new Map(graph.collections.map((collection, index) => [collection, collections[index]!]));
    const renew = (node: (typeof graph.roots)[number]): typeof node => ({
      ...node,
      uniqueName: `New ${node.uniqueName}`,
      inputs: new Map([...node.inputs].map(([tag, collection]) => [tag, replaced.get(collection)!])),
      outputs: new Map([...node.outputs].map(([tag, collection]) => [tag, replaced.get(collection)!])),
      children: node.children.map(renew),
    });
    const expected = specimen("typescript-grouping.pipeline.pb");
    for (const transform of Object.values(expected.components!.transforms)) {
      transform.uniqueName = `New ${transform.uniqueName}`;
    }
    for (const collection of Object.values(expected.components!.pcollections)) collection.isBounded = 1;
    const written = graphToProto({ ...graph, collections, roots: graph.roots.map(renew) }, new FunctionTable());
    expect(Buffer.compare(sortedBytes(written), sortedBytes(expected))).toBe(0);
  });
});
