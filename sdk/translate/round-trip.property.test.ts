import { fromBinary, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { customCoder } from "../coders/custom-coder.ts";
import { varintCoder } from "../coders/varint-coder.ts";
import { doFn, output } from "../dofn/do-fn.ts";
import { FunctionTable } from "../fn/function-table.ts";
import { allTransforms, type CollectionNode, type Graph, type TransformNode } from "../graph/nodes.ts";
import { PipelineSchema } from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import { Pipeline } from "../pipeline/pipeline.ts";
import { flatten } from "../primitives/flatten.ts";
import { millis } from "../values/duration.ts";
import { fixedWindows } from "../windowing/fixed-windows.ts";
import type { WindowFn } from "../windowing/window-fn.ts";
import { graphToProto } from "./graph-to-proto.ts";
import { protoToGraph } from "./proto-to-graph.ts";

type Collection = PCollection<unknown>;

/** One step of a random program: what it does, and which of the collections so far it takes. */
interface Step {
  readonly kind: keyof typeof kinds | "composite";
  readonly from: number;
  readonly other: number;
  readonly name: string | undefined;
  readonly inner: readonly Step[];
}

const own = customCoder<unknown>({
  name: "own",
  encode: () => new Uint8Array(),
  decode: () => null,
  isDeterministic: true,
});
const first = {
  createAccumulator: () => 0,
  addInput: (kept: number) => kept,
  mergeAccumulators: (kept: number) => kept,
  extractOutput: (kept: number) => kept,
};
const split = doFn<unknown, unknown>()({ outputs: { left: output<unknown>() }, process: () => undefined });
const ownWindows: WindowFn = {
  ...fixedWindows(millis(9)),
  kind: "custom",
  assignWindows: () => [],
  isCompatible: (other) => other === ownWindows,
  toString: () => "ownWindows()",
};

const kinds = {
  map: (from: Collection) => [from.map((value) => value as object)],
  filter: (from: Collection) => [from.filter(Boolean)],
  timestamps: (from: Collection) => [from.withTimestamps(() => 0)],
  group: (from: Collection) => [from.keyBy((value) => value as object).groupByKey()],
  combine: (from: Collection) => [
    from
      .keyBy((value) => value as object)
      .mapValues(() => 1)
      .combinePerKey(first),
  ],
  combineCoded: (from: Collection) => [
    from
      .keyBy(() => 1)
      .mapValues(() => 1)
      .combinePerKey({ ...first, accumulatorCoder: varintCoder, outputCoder: own }),
  ],
  globally: (from: Collection) => [from.map(() => 1).combineGlobally(first)],
  window: (from: Collection, other: number) => [from.window(fixedWindows(millis((other % 3) + 1)))],
  ownWindow: (from: Collection) => [from.window(ownWindows)],
  reshuffle: (from: Collection) => [from.reshuffle()],
  coded: (from: Collection) => [(from.map((value) => value as object) as Collection).withCoder(own)],
  split: (from: Collection) => Object.values(from.parDo(split)),
  flatten: (from: Collection, other: number, all: readonly Collection[]) => {
    const fitting = all.filter(({ node }) => from.node.windowing.windowFn.isCompatible(node.windowing.windowFn));
    return [flatten([from, fitting[other % fitting.length] ?? from])];
  },
} satisfies Record<string, (from: Collection, other: number, all: readonly Collection[]) => Collection[]>;

const { steps } = fc.letrec<{ step: Step; steps: readonly Step[] }>((tie) => ({
  step: fc.record({
    kind: fc.constantFrom<Step["kind"]>("composite", ...(Object.keys(kinds) as (keyof typeof kinds)[])),
    from: fc.nat(),
    other: fc.nat(),
    name: fc.option(fc.string({ minLength: 1, maxLength: 6, unit: "grapheme" }), { nil: undefined }),
    inner: fc.oneof({ maxDepth: 2 }, fc.constant([]), tie("steps")),
  }),
  steps: fc.array(tie("step"), { maxLength: 8 }),
}));

function build(program: readonly Step[]): Pipeline {
  const pipeline = Pipeline.create();
  apply(program, [pipeline.create([1]), pipeline.create([2])]);
  return pipeline;
}

/** Applies steps to collections, and returns these with those that the steps make. */
function apply(program: readonly Step[], given: readonly Collection[]): readonly Collection[] {
  const all = [...given];
  for (const [index, { kind, from, other, name, inner }] of program.entries()) {
    const input = all[from % all.length]!;
    const run = (scope: Collection): Collection[] =>
      kind === "composite" ? [...apply(inner, [scope])] : kinds[kind](scope, other, all);
    // Names that users give have no slash and are their own.
    const named = name === undefined ? undefined : `${name.replaceAll("/", "|")}${String(index)}`;
    all.push(
      ...(named === undefined && kind !== "composite" ? run(input) : input.apply(named ?? `In${String(index)}`, run)),
    );
  }
  return all;
}

/** Returns a graph without what its nodes have kept of the proto. */
function withoutOrigins(graph: Graph): Graph {
  const collections = new Map(graph.collections.map(({ origin: _, ...node }) => [node.id, node]));
  const renew = (nodes: ReadonlyMap<string, CollectionNode>): ReadonlyMap<string, CollectionNode> =>
    new Map([...nodes].map(([tag, { id }]) => [tag, collections.get(id)!]));
  const bare = ({ origin: _, ...node }: TransformNode): TransformNode => ({
    ...node,
    inputs: renew(node.inputs),
    outputs: renew(node.outputs),
    children: node.children.map(bare),
  });
  return { roots: graph.roots.map(bare), collections: [...collections.values()] };
}

/** What of a graph can be told by its user: names, kinds, tags, and who takes what from whom. */
function shape(graph: Graph): unknown {
  const numbers = new Map(graph.collections.map((collection, index) => [collection, index]));
  const ends = (nodes: ReadonlyMap<string, CollectionNode>): unknown =>
    [...nodes].map(([tag, node]) => [tag, numbers.get(node)]);
  return [...allTransforms(graph.roots)].map(({ uniqueName, spec, inputs, outputs, children }) => ({
    uniqueName,
    kind: spec.kind,
    functionId: "functionId" in spec ? spec.functionId : undefined,
    inputs: ends(inputs),
    outputs: ends(outputs),
    children: children.map((child) => child.uniqueName),
  }));
}

describe("any pipeline", () => {
  it("comes back from its proto with the same steps, joined in the same way", () => {
    fc.assert(
      fc.property(steps, (program) => {
        const pipeline = build(program);
        const proto = graphToProto(pipeline.graph(), pipeline.functions);
        expect(shape(protoToGraph(proto, pipeline.functions))).toEqual(shape(pipeline.graph()));
      }),
    );
  });

  it("is the same bytes when it is written again: all that matters is in the graph, not only in what it has kept", () => {
    fc.assert(
      fc.property(steps, (program) => {
        const pipeline = build(program);
        const live = pipeline.functions;
        const bytes = toBinary(PipelineSchema, graphToProto(pipeline.graph(), live));
        const read = (table?: FunctionTable): Graph => protoToGraph(fromBinary(PipelineSchema, bytes), table);
        const written = (graph: Graph, table: FunctionTable): Uint8Array =>
          toBinary(PipelineSchema, graphToProto(graph, table));
        expect(written(read(live), live)).toEqual(bytes);
        expect(written(withoutOrigins(read(live)), live)).toEqual(bytes);
        expect(written(read(), new FunctionTable())).toEqual(bytes);
      }),
    );
  });

  it("lists each step and each collection once, under an id of its own", () => {
    fc.assert(
      fc.property(steps, (program) => {
        const pipeline = build(program);
        const graph = pipeline.graph();
        const { components } = graphToProto(graph, pipeline.functions);
        const nodes = [...allTransforms(graph.roots)];
        expect(Object.keys(components!.transforms)).toHaveLength(nodes.length);
        expect(Object.keys(components!.pcollections)).toHaveLength(graph.collections.length);
        const names = Object.values(components!.pcollections).map(({ uniqueName }) => uniqueName);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });
});

describe("a pipeline of 5,000 steps", () => {
  it("is built and translated in well under the 2 seconds that it may take", () => {
    const started = process.cpuUsage();
    const pipeline = Pipeline.create();
    let collection: PCollection<number> = pipeline.create([1]);
    for (let i = 0; i < 500; i++) {
      collection = collection.apply((input) => {
        let inner = input;
        for (let j = 0; j < 8; j++) inner = inner.map((value) => value);
        return inner.filter(() => true);
      });
    }
    const { components } = graphToProto(pipeline.graph(), pipeline.functions);
    expect(Object.keys(components!.transforms)).toHaveLength(5_003);
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
  });
});
