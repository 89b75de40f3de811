import { describe, expectTypeOf, it } from "vitest";
import { Pipeline, type PCollection } from "../../sdk/index.ts";
import { pubSubMessageCoder, readPubSub, writePubSub, type PubSubMessage } from "./index.ts";

const p = Pipeline.create();
const subscription = "projects/acme-prod/subscriptions/events";
const topic = "projects/acme-prod/topics/events";

describe("readPubSub", () => {
  it("gives bytes, or messages where attributes are wanted", () => {
    expectTypeOf(p.apply(readPubSub({ subscription }))).toEqualTypeOf<PCollection<Uint8Array>>();
    expectTypeOf(p.apply("Read", readPubSub({ topic, withAttributes: false }))).toEqualTypeOf<
      PCollection<Uint8Array>
    >();
    expectTypeOf(p.apply(readPubSub({ topic, withAttributes: true }))).toEqualTypeOf<PCollection<PubSubMessage>>();
  });

  it("takes one source", () => {
    // @ts-expect-error There is none.
    readPubSub({});
    // @ts-expect-error There are two.
    readPubSub({ subscription, topic });
    // @ts-expect-error There are two.
    readPubSub({ subscription, topic, withAttributes: true });
  });

  it("takes the names of attributes as text", () => {
    // @ts-expect-error It is a number.
    readPubSub({ subscription, timestampAttribute: 1 });
    // @ts-expect-error There is no such option.
    readPubSub({ subscription, idLabel: "id" });
  });

  it("begins a pipeline, and does not follow a PCollection", () => {
    // @ts-expect-error It is applied to a pipeline.
    p.create([1]).apply(readPubSub({ subscription }));
  });
});

describe("writePubSub", () => {
  const data = new Uint8Array([1]);

  it("takes bytes, and messages with data", () => {
    p.create([data]).apply(writePubSub({ topic }));
    p.create([{ data, attributes: { a: "b" } }]).apply(writePubSub({ topic }));
    p.create([Buffer.from("a")]).apply(writePubSub({ topic, idAttribute: "id", timestampAttribute: "ts" }));
    p.apply(readPubSub({ subscription, withAttributes: true })).apply("Forward", writePubSub({ topic }));
  });

  it("takes nothing else", () => {
    // @ts-expect-error Text is to be encoded.
    p.create(["text"]).apply(writePubSub({ topic }));
    // @ts-expect-error Attributes are text.
    p.create([{ data, attributes: { a: 1 } }]).apply(writePubSub({ topic }));
    // @ts-expect-error There is no data.
    p.create([{ attributes: { a: "b" } }]).apply(writePubSub({ topic }));
  });

  it("publishes to a topic, and not to a subscription", () => {
    // @ts-expect-error It is no topic.
    writePubSub({ subscription });
  });
});

it("messages have a coder of their own", () => {
  p.apply(readPubSub({ topic, withAttributes: true }))
    .map((message) => message)
    .withCoder(pubSubMessageCoder);
});
