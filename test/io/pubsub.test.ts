import { readFileSync } from "node:fs";
import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { checkFeatures } from "../../runners/portable/check-features.ts";
import { features, runnerNames } from "../../runners/portable/features.ts";
import { fixedWindows, minutes, Pipeline, type PCollection } from "../../sdk/index.ts";
import {
  IsBounded_Enum,
  PipelineSchema,
  PubSubReadPayloadSchema,
  PubSubWritePayloadSchema,
  type Pipeline as PipelineProto,
  type PTransform,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../sdk/model/urns.ts";
import { readPubSub, writePubSub, type OutgoingPubSubMessage } from "../../io/pubsub/index.ts";
import { decodeMessage, encodeMessage } from "../../io/pubsub/message-codec.ts";
import { readPayload, writePayload } from "../../io/pubsub/payloads.ts";

const subscription = "projects/test-project/subscriptions/input";
const topic = "projects/test-project/topics/out";
const attributes = { idAttribute: "mid", timestampAttribute: "ts" } as const;

function specimen(name: string): PipelineProto {
  return fromBinary(PipelineSchema, readFileSync(`${import.meta.dirname}/../golden/specimens/${name}.pipeline.pb`));
}

function transformOf({ components }: PipelineProto, urn: string): PTransform {
  const [transform, ...others] = Object.values(components?.transforms ?? {}).filter(({ spec }) => spec?.urn === urn);
  if (transform === undefined || others.length > 0) throw new Error(`There is not one ${urn}.`);
  return transform;
}

function payloadOf(pipeline: PipelineProto, urn: string): Buffer {
  return Buffer.from(transformOf(pipeline, urn).spec?.payload ?? []);
}

function stream(): Pipeline {
  const p = Pipeline.create();
  p.apply("In", readPubSub({ subscription, ...attributes })).apply("Out", writePubSub({ topic }));
  return p;
}

describe("a pipeline that reads and writes Pub/Sub", () => {
  it.each(["go-pubsub", "python-pubsub"])("tells the runner what Beam's SDKs tell it, byte for byte: %s", (name) => {
    // Of the specimens' names one is too short for Pub/Sub itself.
    const { idAttribute, timestampAttribute } = attributes;
    const read = { subscription: "projects/test-project/subscriptions/in", withAttributes: false };
    const payloads = {
      [urns.composites.pubsubRead]: readPayload({ ...read, idAttribute, timestampAttribute }),
      [urns.composites.pubsubWrite]: writePayload({ topic, idAttribute: undefined, timestampAttribute: undefined }),
    };
    for (const [urn, payload] of Object.entries(payloads)) {
      expect(Buffer.from(payload).toString("hex")).toBe(payloadOf(specimen(name), urn).toString("hex"));
    }
  });

  it("reads as Beam's SDKs do: a leaf with the workers' environment, whose only output is unbounded bytes", async () => {
    const proto = await stream().toProto();
    const read = transformOf(proto, urns.composites.pubsubRead);
    expect(read).toMatchObject({ uniqueName: "In/Read", subtransforms: [], inputs: {} });
    const { pcollections, coders, environments } = proto.components!;
    expect(Object.keys(environments)).toContain(read.environmentId);
    const [output, ...others] = Object.values(read.outputs).map((id) => pcollections[id]);
    expect(others).toEqual([]);
    expect(output?.isBounded).toBe(IsBounded_Enum.UNBOUNDED);
    expect(coders[output?.coderId ?? ""]?.spec?.urn).toBe(urns.coders.bytes);
  });

  it("writes as Beam's SDKs do: a leaf with the workers' environment, that takes bytes and gives nothing", async () => {
    const proto = await stream().toProto();
    const write = transformOf(proto, urns.composites.pubsubWrite);
    expect(write).toMatchObject({ uniqueName: "Out/Write", subtransforms: [], outputs: {} });
    const { pcollections, coders, environments } = proto.components!;
    expect(Object.keys(environments)).toContain(write.environmentId);
    const [input, ...others] = Object.values(write.inputs).map((id) => pcollections[id]);
    expect(others).toEqual([]);
    expect(coders[input?.coderId ?? ""]?.spec?.urn).toBe(urns.coders.bytes);
  });

  it.each([
    { name: "a subscription", options: { subscription }, payload: { subscription } },
    { name: "a topic", options: { topic }, payload: { topic } },
    {
      name: "all that it knows",
      options: { topic, ...attributes, withAttributes: true } as const,
      payload: { topic, idAttribute: "mid", timestampAttribute: "ts", withAttributes: true },
    },
  ])("says in a read of $name", async ({ options, payload }) => {
    const p = Pipeline.create();
    if ("withAttributes" in options) p.apply(readPubSub(options));
    else p.apply(readPubSub(options));
    const bytes = payloadOf(await p.toProto(), urns.composites.pubsubRead);
    const none = { topic: "", subscription: "", idAttribute: "", timestampAttribute: "", withAttributes: false };
    expect(fromBinary(PubSubReadPayloadSchema, bytes)).toMatchObject({ ...none, ...payload });
  });

  it("says in a write what attributes the runner is to add", async () => {
    const p = Pipeline.create();
    p.apply(readPubSub({ subscription })).apply(writePubSub({ topic, ...attributes }));
    const bytes = payloadOf(await p.toProto(), urns.composites.pubsubWrite);
    expect(fromBinary(PubSubWritePayloadSchema, bytes)).toMatchObject({ topic, ...attributes });
  });

  it("groups messages by windows, and refuses to without", () => {
    const keyed = (messages: PCollection<Uint8Array>): unknown => messages.keyBy((data) => data.length).groupByKey();
    const messages = Pipeline.create().apply(readPubSub({ subscription }));
    expect(() => keyed(messages)).toThrow(/goes on for ever.*\n.*at +\S*pubsub\.test\.ts:\d+/);
    expect(() => keyed(messages.window(fixedWindows(minutes(1))))).not.toThrow();
  });
});

describe("what workers do for Pub/Sub", () => {
  it("reads messages with all that the service says of them", async () => {
    const message = {
      data: Buffer.from("hi"),
      attributes: { a: "b" },
      messageId: "1",
      publishTime: 5,
      orderingKey: "k",
    };
    // The composite without its leaf: what stands after it is run for real.
    const p = Pipeline.replacing({ quiet: true }, (step) => {
      if (step !== "ReadPubSub/Read") return undefined;
      return (input) => (input as Pipeline).create([new Uint8Array(encodeMessage(message))]);
    });
    const read = p.apply(readPubSub({ subscription, withAttributes: true }));
    const [got, ...others] = await read.collect();
    expect(others).toEqual([]);
    expect({ ...got, data: Buffer.from(got!.data).toString() }).toEqual({ ...message, data: "hi" });
  });

  async function published(messages: (Uint8Array | OutgoingPubSubMessage)[]) {
    let encoded: PCollection<Uint8Array> | undefined;
    const p = Pipeline.replacing({ quiet: true }, (step) => {
      if (step !== "WritePubSub/Write") return undefined;
      return (input) => void (encoded = input as PCollection<Uint8Array>);
    });
    p.create(messages).apply(writePubSub({ topic }));
    return (await encoded!.collect()).map(decodeMessage);
  }

  it("publishes bytes as data, and messages without what the service gives them", async () => {
    const received = {
      data: Buffer.from("b"),
      attributes: { a: "1" },
      messageId: "7",
      publishTime: 1,
      orderingKey: "k",
    };
    const given = await published([new Uint8Array(Buffer.from("a")), received]);
    const plain = given.map((message) => ({ ...message, data: Buffer.from(message.data).toString() }));
    const none = { messageId: "", publishTime: undefined };
    expect(plain.sort((a, b) => a.data.localeCompare(b.data))).toEqual([
      { ...none, data: "a", attributes: {}, orderingKey: "" },
      { ...none, data: "b", attributes: { a: "1" }, orderingKey: "k" },
    ]);
  });

  const data = new Uint8Array([1]);
  it.each([
    { name: "nothing in it", message: { data: new Uint8Array() }, says: "has neither data nor attributes" },
    { name: "text for data", message: { data: "text" as unknown as Uint8Array }, says: "data that is not bytes" },
    {
      name: "too many attributes",
      message: { data, attributes: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`a${String(n)}`, ""])) },
      says: "has 101 attributes; 100 are the most",
    },
    { name: "an attribute without a name", message: { data, attributes: { "": "a" } }, says: "has not 1 to 256 bytes" },
    {
      name: "a name of many bytes",
      message: { data, attributes: { ["ä".repeat(129)]: "a" } },
      says: "has not 1 to 256 bytes",
    },
    { name: "a long value", message: { data, attributes: { a: "ä".repeat(513) } }, says: "more than 1024 bytes" },
    {
      name: "a number for an attribute",
      message: { data, attributes: { a: 1 as unknown as string } },
      says: "that is not a string",
    },
    { name: "a long key", message: { data, orderingKey: "k".repeat(1025) }, says: "more than 1024 bytes" },
    { name: "half a letter", message: { data, attributes: { a: "\ud800" } }, says: "can't be encoded" },
    { name: "too much data", message: { data: new Uint8Array(10_000_001) }, says: "10000000 are the most" },
  ])("refuses a message with $name, and names the step", async ({ message, says }) => {
    await expect(published([message])).rejects.toThrow(says);
    await expect(published([message])).rejects.toThrow("WritePubSub/Encode");
  });
});

describe("a name", () => {
  const errors = [
    { name: "nothing like one", read: "orders", says: "it has not the form of one" },
    { name: "Java's older form", read: "/subscriptions/p/s", says: "it has not the form of one" },
    { name: "a short id", read: "projects/test-project/subscriptions/ab", says: "3 to 255 letters" },
    { name: "an id that is Google's", read: "projects/test-project/subscriptions/google", says: 'not with "goog"' },
    { name: "an id with a space", read: "projects/test-project/subscriptions/a b", says: "3 to 255 letters" },
    { name: "a project's number", read: "projects/123456/subscriptions/abc", says: "the project's id" },
    { name: "a topic's name", read: topic, says: `{ topic: "${topic}" }` },
  ];

  it.each(errors)("is refused at once, with the remedy: $name", ({ read, says }) => {
    const make = (): unknown => readPubSub({ subscription: read });
    expect(make).toThrow(/is not the name of a subscription of Pub\/Sub/);
    expect(make).toThrow(says);
  });

  it("of a topic is not that of a subscription", () => {
    expect(() => writePubSub({ topic: subscription })).toThrow(`name it as one:  { subscription: "${subscription}" }`);
  });

  it.each(["projects/test-project/topics/abc", "projects/acme.com:prod-1/topics/Orders-2.new~%2B", topic])(
    "is taken: %s",
    (name) => {
      expect(() => [readPubSub({ topic: name }), writePubSub({ topic: name })]).not.toThrow();
    },
  );

  it.each([{}, { subscription, topic }])("is one, and not none or two: %j", (source) => {
    expect(() => readPubSub(source as { topic: string })).toThrow(
      /reads from one topic or subscription; [02] are named/,
    );
  });

  it.each(["idAttribute", "timestampAttribute"])("of an attribute has at least one letter: %s", (option) => {
    expect(() => readPubSub({ subscription, [option]: "" })).toThrow(`${option} names an attribute by ""`);
    expect(() => writePubSub({ topic, [option]: "a".repeat(257) })).toThrow("1 to 256 bytes");
  });
});

describe("runners", () => {
  it.each(runnerNames.filter((runner) => runner !== "dataflow"))(
    "other than Dataflow refuse it before anything is started, and say what is planned: %s",
    async (runner) => {
      const proto = await stream().toProto();
      const check = (): void => checkFeatures(runner, proto);
      expect(check).toThrow(`The ${runner} runner can't run step "In/Read"`);
      expect(check).toThrow("it needs a read from Pub/Sub by the runner itself");
      expect(check).toThrow(/runners that can +dataflow/);
      expect(check).toThrow("connectors of Purlin's own, for all runners, are planned");
    },
  );

  it("of Dataflow take it", async () => {
    const proto = await stream().toProto();
    expect(() => checkFeatures("dataflow", proto)).not.toThrow();
  });

  it("of Dataflow refuse to publish from a job that comes to an end, as they do it in none", async () => {
    const p = Pipeline.create();
    p.create([new Uint8Array([1])]).apply(writePubSub({ topic }));
    const proto = await p.toProto();
    expect(() => checkFeatures("dataflow", proto)).toThrow(
      /"WritePubSub\/Write": it needs a write .* without unbounded/,
    );
  });

  it("have a line each for reading and writing in what `purlin runners` shows", () => {
    expect(features.filter(({ name }) => name.includes("Pub/Sub"))).toHaveLength(3);
  });

  it("of this process refuse it, and say which runs it", async () => {
    const run = stream().run();
    await expect(run).rejects.toThrow('The DirectRunner can\'t run step "In/Read"');
    await expect(run).rejects.toThrow(/--runner=dataflow +\(connectors for all runners are planned\)/);
  });
});
