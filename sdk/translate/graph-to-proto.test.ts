import { create, fromBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { varintCoder } from "../coders/varint-coder.ts";
import { doFn, output } from "../dofn/do-fn.ts";
import {
  CombinePayloadSchema,
  EnvironmentSchema,
  LabelledPayloadSchema,
  ParDoPayloadSchema,
  type Components,
  type Pipeline as PipelineProto,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";
import { Pipeline } from "../pipeline/pipeline.ts";
import { flatten } from "../primitives/flatten.ts";
import { minutes } from "../values/duration.ts";
import { fixedWindows } from "../windowing/fixed-windows.ts";
import { functionIdOf } from "./function-spec.ts";
import { graphToProto, type TranslateOptions } from "./graph-to-proto.ts";
import { purlinUrns } from "./purlin-urns.ts";

const sum = {
  createAccumulator: () => 0,
  addInput: (a: number, b: number) => a + b,
  mergeAccumulators: (a: number, b: number) => a + b,
  extractOutput: (a: number) => a,
  accumulatorCoder: varintCoder,
};

function translated(pipeline: Pipeline, options?: TranslateOptions): PipelineProto & { components: Components } {
  const proto = graphToProto(pipeline.graph(), pipeline.functions, options);
  return { ...proto, components: proto.components! };
}

function everyPrimitive(): Pipeline {
  const pipeline = Pipeline.create();
  const pairs = pipeline.create("Create", [1]).map("Pair", (n) => [n, n]);
  flatten("Flatten", [pairs, pairs])
    .window("Window", fixedWindows(minutes(1)))
    .reshuffle("Reshuffle")
    .groupByKey("Group");
  pairs.combinePerKey("Count", sum);
  return pipeline;
}

describe("a step's proto", () => {
  it.each([
    { id: "Create-Impulse", urn: "beam:transform:impulse:v1", environment: "" },
    { id: "Pair", urn: "beam:transform:pardo:v1", environment: "purlin" },
    { id: "Flatten", urn: "beam:transform:flatten:v1", environment: "purlin" },
    { id: "Window", urn: "beam:transform:window_into:v1", environment: "purlin" },
    { id: "Reshuffle", urn: "beam:transform:reshuffle:v1", environment: "" },
    { id: "Group", urn: "beam:transform:group_by_key:v1", environment: "" },
    { id: "Count", urn: "beam:transform:combine_per_key:v1", environment: "purlin" },
    { id: "Count-CombineGroups", urn: "beam:transform:combine_grouped_values:v1", environment: "purlin" },
    { id: "Create", urn: undefined, environment: "" },
  ])("has the model's URN, and an environment where workers run it: $id", ({ id, urn, environment }) => {
    const { transforms } = translated(everyPrimitive()).components;
    expect(transforms[id]).toMatchObject({ environmentId: environment });
    expect(transforms[id]?.spec?.urn).toBe(urn);
  });

  it("refers to its function by the id that the function table knows", () => {
    const pipeline = everyPrimitive();
    const { transforms, coders } = translated(pipeline).components;
    const { doFn: fn } = fromBinary(ParDoPayloadSchema, transforms.Pair!.spec!.payload);
    expect(fn?.urn).toBe(purlinUrns.doFn);
    expect(pipeline.functions.get("parDo", functionIdOf(fn))).toMatchObject({ kind: "map" });
    const { combineFn, accumulatorCoderId } = fromBinary(CombinePayloadSchema, transforms.Count!.spec!.payload);
    expect(combineFn?.urn).toBe(purlinUrns.combineFn);
    expect(pipeline.functions.get("combine", functionIdOf(combineFn))).toBe(sum);
    expect(coders[accumulatorCoderId]?.spec?.urn).toBe(urns.coders.varint);
  });

  it("names inputs and outputs by their tags", () => {
    const pipeline = Pipeline.create();
    const split = doFn<number, number>()({ outputs: { odd: output<number>() }, process: () => undefined });
    const { output: even, odd } = pipeline.create([1]).parDo("Split", split);
    flatten("Join", [odd, even]);
    const { transforms } = translated(pipeline).components;
    expect(transforms.Split).toMatchObject({
      inputs: { input: "Create-Elements.output" },
      outputs: { output: "Split.output", odd: "Split.odd" },
    });
    expect(transforms.Join?.inputs).toEqual({ input0: "Split.odd", input1: "Split.output" });
  });

  it("shows to people which windows it assigns", () => {
    const [shown] = translated(everyPrimitive()).components.transforms.Window!.displayData;
    expect(shown?.urn).toBe(urns.displayData.labelled);
    expect(fromBinary(LabelledPayloadSchema, shown!.payload)).toMatchObject({
      key: "windowFn",
      value: { case: "stringValue", value: "fixedWindows(60000 ms)" },
    });
  });
});

describe("a pipeline's proto", () => {
  it("lists roots in the order in which they were applied", () => {
    expect(translated(everyPrimitive()).rootTransformIds).toEqual([
      "Create",
      "Pair",
      "Flatten",
      "Window",
      "Reshuffle",
      "Group",
      "Count",
    ]);
  });

  it("names collections after the step and the output that make them", () => {
    const { pcollections } = translated(everyPrimitive()).components;
    expect(pcollections["Create-Elements.output"]?.uniqueName).toBe("Create/Elements.output");
  });

  it("groups by coders that fit: the key's is one, and the values' is the one of what is grouped", () => {
    const { coders, pcollections } = translated(everyPrimitive()).components;
    const parts = (id: string): readonly string[] => coders[pcollections[id]!.coderId]!.componentCoderIds;
    const [key, value] = parts("Reshuffle.output");
    const [groupKey, values] = parts("Group.output");
    expect(groupKey).toBe(key);
    expect(coders[values!]).toMatchObject({ spec: { urn: urns.coders.iterable }, componentCoderIds: [value] });
  });

  it("runs its functions where the options say", () => {
    const environment = create(EnvironmentSchema, { urn: urns.environments.external, payload: Uint8Array.of(1) });
    expect(translated(everyPrimitive(), { environment }).components.environments).toEqual({ purlin: environment });
  });

  it("has unique ids for names that differ only in what ids can't hold", () => {
    const pipeline = Pipeline.create();
    const numbers = pipeline.create("A", [1]);
    numbers.map("x y", (n) => n);
    numbers.map("x-y", (n) => n);
    numbers.map("__proto__", (n) => n);
    const { transforms } = translated(pipeline).components;
    expect(
      Object.entries(transforms)
        .map(([id, { uniqueName }]) => [id, uniqueName])
        .slice(3),
    ).toEqual([
      ["x-y", "x y"],
      ["x-y_2", "x-y"],
      ["__proto___2", "__proto__"],
    ]);
  });
});
