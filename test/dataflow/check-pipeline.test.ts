import { clone, create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { beforeAll, describe, expect, it } from "vitest";
import {
  IsBounded_Enum,
  ParDoPayloadSchema,
  PipelineSchema,
  PubSubReadPayloadSchema,
  PubSubWritePayloadSchema,
  type Components,
  type Pipeline,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../sdk/model/urns.ts";
import type { DataflowOptions } from "../../sdk/options/dataflow-options.ts";
import { standardDefaults } from "../../sdk/options/pipeline-options.ts";
import { pipelineProblems, pipelineRules } from "../../runners/dataflow/pipeline/check-pipeline.ts";
import type { Problem } from "../../runners/dataflow/problem.ts";
import { readSettings } from "../../runners/dataflow/settings/read-settings.ts";
import { bareMachine, goldenPipeline, leastOptions, streamingPipeline } from "./planned.ts";

type Source = "word-count" | "side-inputs" | "pubsub";

const sources = new Map<Source, Pipeline>();
const callSites = new Map([["Count/Group", "wordcount.ts:12:4"]]);

beforeAll(async () => {
  sources.set("word-count", await goldenPipeline("word-count")());
  sources.set("side-inputs", await goldenPipeline("side-inputs")());
  sources.set("pubsub", await streamingPipeline());
});

function problemsOf(
  from: Source,
  spoil: (components: Components, pipeline: Pipeline) => void,
  given: DataflowOptions = {},
): Problem[] {
  const pipeline = clone(PipelineSchema, sources.get(from) ?? create(PipelineSchema));
  if (pipeline.components === undefined) throw new Error(`The pipeline "${from}" has no steps.`);
  spoil(pipeline.components, pipeline);
  const options = { ...standardDefaults, jobName: "check", dataflow: { ...leastOptions, ...given } };
  return pipelineProblems(pipeline, readSettings(options, bareMachine), callSites);
}

interface Row {
  readonly rule: string;
  readonly from: Source;
  readonly given?: DataflowOptions;
  readonly spoil?: (components: Components, pipeline: Pipeline) => void;
  readonly summary: string;
  readonly facts?: Readonly<Record<string, string>>;
}

const rows: readonly Row[] = [
  {
    rule: "every step has a name of its own",
    from: "word-count",
    spoil: ({ transforms }) => (transforms.Pair!.uniqueName = "Words"),
    summary: 'Two steps are called "Words".',
  },
  {
    rule: "every step has a name of its own",
    from: "word-count",
    spoil: ({ transforms }) => (transforms.Pair!.uniqueName = ""),
    summary: "A step has no name.",
  },
  {
    rule: "what is referred to is there",
    from: "word-count",
    spoil: ({ coders }) => delete coders.double,
    summary: 'The pipeline lacks "double", one of its coders.',
    facts: { "referred to by": 'coder "kv_3"' },
  },
  {
    rule: "what is referred to is there",
    from: "word-count",
    spoil: ({ environments }) => delete environments.purlin,
    summary: 'The pipeline lacks "purlin", one of its environments.',
    facts: { "referred to by": 'step "Lines/Elements"' },
  },
  {
    rule: "what is referred to is there",
    from: "word-count",
    spoil: (_, pipeline) => pipeline.rootTransformIds.push("Lost"),
    summary: 'The pipeline lacks "Lost", one of its transforms.',
    facts: { "referred to by": "the pipeline's roots" },
  },
  {
    rule: "steps stand behind those whose data they take",
    from: "word-count",
    spoil: (_, { rootTransformIds: ids }) => ids.splice(0, ids.length, ...ids.filter((id) => id !== "Words"), "Words"),
    summary: 'Step "Pair" takes "Words.output" before any step has made it.',
  },
  {
    rule: "steps take something",
    from: "word-count",
    spoil: ({ transforms }) => (transforms.Words!.inputs = {}),
    summary: 'Step "Words" takes no collection.',
  },
  {
    rule: "a group takes one collection and gives one",
    from: "word-count",
    spoil: ({ transforms }) => (transforms["Count-Group"]!.inputs.other = "Pair.output"),
    summary: '"Count/Group" groups 2 collections and gives 1: it must be one each.',
    facts: { step: "Count/Group", at: "wordcount.ts:12:4" },
  },
  {
    rule: "a group's pairs are made of the coders that its groups are made of",
    from: "word-count",
    spoil: ({ coders }) => (coders.kv_2!.componentCoderIds[0] = "value"),
    summary:
      `Dataflow can't group by key in "Count/Group": the keys of its groups have the coder "value", ` +
      `and those that it takes "canonical_value".`,
    facts: { step: "Count/Group", at: "wordcount.ts:12:4" },
  },
  {
    rule: "a group's pairs are made of the coders that its groups are made of",
    from: "word-count",
    spoil: ({ coders }) => (coders.iterable!.componentCoderIds = ["bytes"]),
    summary:
      `Dataflow can't group by key in "Count/Group": the values of its groups have the coder "bytes", ` +
      `and those that it takes "value".`,
  },
  {
    rule: "a group's pairs are made of the coders that its groups are made of",
    from: "word-count",
    spoil: ({ coders }) => (coders.kv_2!.componentCoderIds[1] = "value"),
    summary: `Dataflow can't group by key in "Count/Group": the values of its groups have the coder "value", no iterable.`,
  },
  {
    rule: "a group's pairs are made of the coders that its groups are made of",
    from: "word-count",
    spoil: ({ pcollections }) => (pcollections["Pair.output"]!.coderId = "value"),
    summary: `Dataflow can't group by key in "Count/Group": what it takes are no pairs.`,
  },
  {
    rule: "side inputs are read as the service can serve them",
    from: "side-inputs",
    spoil: ({ pcollections }) => (pcollections["Weight.output"]!.coderId = "value"),
    summary:
      `Dataflow can't serve the side input "side-weights" of "Stored": ` +
      `it is read by key, and its elements are no pairs.`,
  },
  {
    rule: "side inputs are read as the service can serve them",
    from: "side-inputs",
    spoil({ transforms }) {
      const { spec } = transforms.Windowed!;
      const payload = fromBinary(ParDoPayloadSchema, spec!.payload);
      payload.sideInputs["side-rates"]!.accessPattern!.urn = "beam:side_input:other:v1";
      spec!.payload = toBinary(ParDoPayloadSchema, payload);
    },
    summary: `Dataflow can't serve the side input "side-rates" of "Windowed": it is read as beam:side_input:other:v1.`,
  },
  {
    rule: "a read of Pub/Sub has one source",
    from: "pubsub",
    spoil: ({ transforms }) => (transforms.e1!.spec!.payload = readPayload({})),
    summary: `"pubsubio.Read/External" reads from neither a topic nor a subscription.`,
  },
  {
    rule: "sources of Pub/Sub are named in full",
    from: "pubsub",
    spoil: ({ transforms }) => (transforms.e1!.spec!.payload = readPayload({ topic: "plays" })),
    summary: `"pubsubio.Read/External" names the topic "plays", which Pub/Sub can't have.`,
  },
  {
    rule: "sources of Pub/Sub are named in full",
    from: "pubsub",
    spoil: ({ transforms }) =>
      (transforms.e1!.spec!.payload = readPayload({ subscription: "projects/p/subscriptions/s" })),
    summary: `"pubsubio.Read/External" names the subscription "projects/p/subscriptions/s", which Pub/Sub can't have.`,
  },
  {
    rule: "topics that are written to are named in full",
    from: "pubsub",
    spoil({ transforms }) {
      const payload = create(PubSubWritePayloadSchema, { topic: "projects/p/subscriptions/plays" });
      transforms.e10!.spec!.payload = toBinary(PubSubWritePayloadSchema, payload);
    },
    summary: `"pubsubio.Write/External" names the topic "projects/p/subscriptions/plays", which Pub/Sub can't have.`,
  },
  {
    rule: "messages of Pub/Sub are bytes",
    from: "pubsub",
    spoil: ({ pcollections, coders }) => (coders[pcollections.n9!.coderId]!.spec!.urn = urns.coders.stringUtf8),
    summary: `The messages of "pubsubio.Write/External" are not encoded as bytes.`,
  },
  {
    rule: "only streaming jobs write to Pub/Sub themselves",
    from: "pubsub",
    spoil({ pcollections }) {
      for (const collection of Object.values(pcollections)) collection.isBounded = IsBounded_Enum.BOUNDED;
    },
    summary: `"pubsubio.Write/External" writes to Pub/Sub in a batch job, where the service has no such step.`,
  },
  {
    rule: "only batch jobs wait for cheap resources",
    from: "pubsub",
    given: { flexRsGoal: "COST_OPTIMIZED" },
    summary: "--flexRsGoal is for batch jobs: this one has unbounded data, and can't wait.",
  },
  {
    rule: "only streaming jobs are replaced",
    from: "word-count",
    given: { update: true },
    summary: "--update is for streaming jobs: this one has bounded data alone, and Dataflow can't replace it.",
  },
  {
    rule: "a mapping of names leads to steps",
    from: "pubsub",
    given: { update: true, transformNameMapping: { WindowInto: "WindowsInto", stats: "stats.Count/", gone: "" } },
    summary: '--transformNameMapping maps "WindowInto" to "WindowsInto", and this pipeline has no step of that name.',
  },
];

function readPayload(payload: { readonly topic?: string; readonly subscription?: string }): Uint8Array<ArrayBuffer> {
  return toBinary(PubSubReadPayloadSchema, create(PubSubReadPayloadSchema, payload));
}

describe("what Dataflow would not run is found before anything is uploaded", () => {
  it.each(rows)("$rule: $summary", ({ from, given, spoil = () => undefined, summary, facts = {} }) => {
    const found = problemsOf(from, spoil, given).find((problem) => problem.summary === summary);
    expect(found?.summary).toBe(summary);
    expect(found?.facts ?? {}).toMatchObject(facts);
    expect(found?.remedy).toMatch(/\S/);
  });

  it("has a row here for each of its rules", () => {
    const tried = new Set(rows.map(({ rule }) => rule));
    expect(pipelineRules.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });

  it.each<{ from: Source; given?: DataflowOptions }>([
    { from: "word-count" },
    { from: "word-count", given: { flexRsGoal: "SPEED_OPTIMIZED" } },
    { from: "word-count", given: { update: true, dataflowEndpoint: "http://127.0.0.1:1" } },
    { from: "side-inputs" },
    { from: "pubsub" },
    { from: "pubsub", given: { update: true, transformNameMapping: { old: "WindowInto" } } },
  ])("finds nothing wrong with a good pipeline: $from $given", ({ from, given }) => {
    expect(problemsOf(from, () => undefined, given)).toEqual([]);
  });
});
