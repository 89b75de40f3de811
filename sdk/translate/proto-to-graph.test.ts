import { create, toBinary, type Message } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, it } from "vitest";
import { stringUtf8Coder } from "../coders/string-utf8-coder.ts";
import { FunctionTable } from "../fn/function-table.ts";
import { allTransforms, type Graph, type TransformNode } from "../graph/nodes.ts";
import {
  IsBounded_Enum,
  PTransformSchema,
  PipelineSchema,
  type Components,
  type Pipeline as PipelineProto,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { Pipeline } from "../pipeline/pipeline.ts";
import { minutes } from "../values/duration.ts";
import { fixedWindows } from "../windowing/fixed-windows.ts";
import { graphToProto } from "./graph-to-proto.ts";
import { protoToGraph } from "./proto-to-graph.ts";

const sum = {
  createAccumulator: () => 0,
  addInput: (a: number, b: number) => a + b,
  mergeAccumulators: (a: number, b: number) => a + b,
  extractOutput: (a: number) => a,
};

function wordCount(): { pipeline: Pipeline; proto: PipelineProto; components: Components } {
  const pipeline = Pipeline.create();
  pipeline
    .create("Lines", ["a"])
    .withCoder(stringUtf8Coder)
    .window("Window", fixedWindows(minutes(1)))
    .map("Pair", (word) => [word, 1])
    .combinePerKey("Count", sum);
  const proto = graphToProto(pipeline.graph(), pipeline.functions);
  return { pipeline, proto, components: proto.components! };
}

function node(graph: Graph, name: string): TransformNode {
  return [...allTransforms(graph.roots)].find(({ uniqueName }) => uniqueName === name)!;
}

/** Returns all messages within a message, itself first. */
function messagesIn(value: unknown): Message[] {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return [];
  const own = "$typeName" in value ? [value as Message] : [];
  return [
    ...own,
    ...Object.entries(value).flatMap(([name, member]) => (name === "$unknown" ? [] : messagesIn(member))),
  ];
}

describe("the graph of a proto", () => {
  it("holds what each step does", () => {
    const { pipeline, proto } = wordCount();
    const graph = protoToGraph(proto, pipeline.functions);
    expect(node(graph, "Lines/Elements").spec).toEqual({ kind: "parDo", functionId: "0:parDo:Lines/Elements" });
    expect(node(graph, "Window").spec).toMatchObject({ kind: "assignWindows", windowFn: { sizeMillis: 60_000 } });
    expect(node(graph, "Count").spec).toMatchObject({
      kind: "combinePerKey",
      functionId: "2:combine:Count",
      accumulator: { from: "producer", coder: { kind: "value" } },
    });
    expect(node(graph, "Count").children.map(({ spec }) => spec.kind)).toEqual(["groupByKey", "combineGroupedValues"]);
    expect(node(graph, "Lines").spec).toEqual({ kind: "composite" });
  });

  it("holds coder, windowing and boundedness of each collection", () => {
    const { proto, components } = wordCount();
    components.pcollections["Window.output"]!.isBounded = IsBounded_Enum.UNBOUNDED;
    const output = node(protoToGraph(proto), "Window").outputs.get("output")!;
    expect(output).toMatchObject({
      id: "Window.output",
      coder: { from: "producer", coder: stringUtf8Coder },
      windowing: { windowFn: { sizeMillis: 60_000 } },
      isBounded: false,
    });
  });

  it("joins steps by the same collection nodes, which it lists", () => {
    const graph = protoToGraph(wordCount().proto);
    const made = node(graph, "Window").outputs.get("output");
    expect(node(graph, "Pair").inputs.get("input")).toBe(made);
    expect(graph.collections).toContain(made);
  });

  it("is empty for an empty pipeline", () => {
    expect(protoToGraph(create(PipelineSchema))).toMatchObject({ roots: [], collections: [] });
  });
});

describe("what this SDK doesn't know", () => {
  it("survives as fields of any message of the pipeline", () => {
    const { proto } = wordCount();
    const messages = messagesIn(proto);
    // A later model's field 100, of another value in each message.
    messages.forEach((message, index) => {
      message.$unknown = [{ no: 100, wireType: WireType.Varint, data: Uint8Array.of(index & 127) }];
    });
    expect(messages.length).toBeGreaterThan(40);
    const before = toBinary(PipelineSchema, proto);
    expect(toBinary(PipelineSchema, graphToProto(protoToGraph(proto), new FunctionTable()))).toEqual(before);
  });

  it("survives as fields of payloads, as long as their step stays what it is", () => {
    const { pipeline, proto, components } = wordCount();
    const { spec } = components.transforms.Pair!;
    const extended = Uint8Array.of(...spec!.payload, 0xa0, 0x06, 1);
    spec!.payload = extended;
    const graph = protoToGraph(proto);
    const payloadOf = (written: Graph): Uint8Array =>
      graphToProto(written, pipeline.functions).components!.transforms.Pair!.spec!.payload;
    expect(payloadOf(graph)).toEqual(extended);
    const changed = (step: TransformNode): TransformNode =>
      step.id === "Pair" ? { ...step, spec: { kind: "parDo", functionId: "other" } } : step;
    expect(Buffer.from(payloadOf({ ...graph, roots: graph.roots.map(changed) })).toString()).toContain("other");
  });

  it.each<{ name: string; extend: (proto: PipelineProto, components: Components) => void }>([
    { name: "requirements", extend: (proto) => proto.requirements.push("beam:requirement:pardo:stateful:v1") },
    {
      name: "display data",
      extend: (_, { transforms }) => transforms.Pair!.displayData.push(...transforms.Window!.displayData),
    },
    { name: "annotations", extend: (_, { transforms }) => (transforms.Pair!.annotations = { note: Uint8Array.of(1) }) },
    { name: "another environment", extend: (_, { transforms }) => (transforms.Pair!.environmentId = "other") },
    {
      name: "transforms that no root reaches",
      extend: (_, { transforms }) => (transforms.lost = create(PTransformSchema)),
    },
    {
      name: "a step of a foreign URN with parts",
      extend: (_, { transforms }) =>
        (transforms.Lines!.spec = {
          ...transforms.Pair!.spec!,
          urn: "test:composite:v1",
          payload: Uint8Array.of(1, 2),
        }),
    },
    {
      name: "a function of another SDK",
      extend: (_, { transforms }) =>
        (transforms.Pair!.spec = { ...transforms.Pair!.spec!, payload: Uint8Array.of(0x0a, 0) }),
    },
    {
      name: "boundedness that is not given",
      extend: (_, { pcollections }) => (pcollections["Pair.output"]!.isBounded = IsBounded_Enum.UNSPECIFIED),
    },
    {
      name: "two coders that are equal",
      extend(_, { coders, pcollections }) {
        coders.copy = coders.string_utf8!;
        pcollections["Window.output"]!.coderId = "copy";
      },
    },
    {
      name: "two windowing strategies that are equal but for where they run",
      extend(_, { windowingStrategies, pcollections }) {
        windowingStrategies.copy = { ...windowingStrategies.fixed_windows!, environmentId: "other" };
        pcollections["Window.output"]!.windowingStrategyId = "copy";
      },
    },
  ])("survives: $name", ({ extend }) => {
    const { proto, components } = wordCount();
    extend(proto, components);
    expect(graphToProto(protoToGraph(proto), new FunctionTable())).toEqual(proto);
  });

  it("is an opaque step, with its URN, payload and environment", () => {
    const { proto, components } = wordCount();
    const { spec } = components.transforms.Pair!;
    spec!.urn = "test:step:v1";
    components.transforms.Pair!.environmentId = "other";
    expect(node(protoToGraph(proto), "Pair").spec).toEqual({
      kind: "opaque",
      urn: "test:step:v1",
      payload: spec!.payload,
      environmentId: "other",
    });
  });
});

describe("a proto is refused", () => {
  it.each<{ name: string; message: string; spoil: (components: Components, proto: PipelineProto) => void }>([
    {
      name: "when a root is missing",
      message: 'refers to the transform "nobody"',
      spoil: (_, proto) => proto.rootTransformIds.push("nobody"),
    },
    {
      name: "when a part of a composite is missing",
      message: 'refers to the transform "Count-Group"',
      spoil: ({ transforms }) => delete transforms["Count-Group"],
    },
    {
      name: "when a composite is a part of itself",
      message: 'The transform "Count" is listed twice',
      spoil: ({ transforms }) => transforms.Count!.subtransforms.push("Count"),
    },
    {
      name: "when a collection is missing",
      message: 'refers to the PCollection "Pair.output"',
      spoil: ({ pcollections }) => delete pcollections["Pair.output"],
    },
    {
      name: "when a coder is missing",
      message: 'refers to the coder "value"',
      spoil: ({ coders }) => delete coders.value,
    },
    {
      name: "when a windowing strategy is missing",
      message: 'refers to the windowing strategy "fixed_windows"',
      spoil: ({ windowingStrategies }) => delete windowingStrategies.fixed_windows,
    },
    {
      name: "when an accumulator's coder is missing",
      message: 'refers to the coder "val"',
      spoil({ transforms }) {
        const spec = transforms.Count!.spec!;
        spec.payload = Buffer.from(
          Buffer.from(spec.payload).toString("latin1").replace("\u0005value", "\u0003val"),
          "latin1",
        );
      },
    },
  ])("$name", ({ message, spoil }) => {
    const { proto, components } = wordCount();
    spoil(components, proto);
    expect(() => protoToGraph(proto)).toThrow(message);
    expect(() => protoToGraph(proto)).toThrow(expect.objectContaining({ code: "PURLIN_INVALID_PIPELINE" }));
  });

  it("when a payload is not what its URN says", () => {
    const { proto, components } = wordCount();
    components.transforms.Pair!.spec!.payload = Uint8Array.of(0xff);
    expect(() => protoToGraph(proto)).toThrow('The transform "Pair" has a payload that is not the one of its URN');
  });
});
