import { create, createFileRegistry, fromBinary, toBinary, type DescMessage, type Message } from "@bufbuild/protobuf";
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  file_google_protobuf_timestamp,
} from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { expect, it } from "vitest";
import { pubSubMessageCoder } from "./index.ts";
import { decodeMessage, encodeMessage } from "./message-codec.ts";
import type { PubSubMessage } from "./message.ts";
import { decodeBytes, encodeBytes } from "../../sdk/index.ts";

// Source: google.pubsub.v1.PubsubMessage, given to the protobuf runtime as a descriptor.
const one = { label: Label.OPTIONAL } as const;
const file = create(FileDescriptorProtoSchema, {
  name: "pubsub.proto",
  package: "google.pubsub.v1",
  syntax: "proto3",
  dependency: ["google/protobuf/timestamp.proto"],
  messageType: [
    {
      name: "PubsubMessage",
      nestedType: [
        {
          name: "AttributesEntry",
          options: { mapEntry: true },
          field: [
            { ...one, name: "key", number: 1, type: Type.STRING },
            { ...one, name: "value", number: 2, type: Type.STRING },
          ],
        },
      ],
      field: [
        { ...one, name: "data", number: 1, type: Type.BYTES },
        {
          name: "attributes",
          number: 2,
          type: Type.MESSAGE,
          label: Label.REPEATED,
          typeName: ".google.pubsub.v1.PubsubMessage.AttributesEntry",
        },
        { ...one, name: "message_id", number: 3, type: Type.STRING },
        { ...one, name: "publish_time", number: 4, type: Type.MESSAGE, typeName: ".google.protobuf.Timestamp" },
        { ...one, name: "ordering_key", number: 5, type: Type.STRING },
      ],
    },
  ],
});
const timestampFile = file_google_protobuf_timestamp.proto;
const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: [timestampFile, file] }));
const found = registry.getMessage("google.pubsub.v1.PubsubMessage");
if (found === undefined) throw new Error("The descriptor has no PubsubMessage.");
const schema: DescMessage = found;

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  // Around where a length takes another byte.
  fc.integer({ min: 100, max: 150 }).map((length) => "\ufffdä".repeat(length / 2)),
  fc.integer({ min: 16_370, max: 16_400 }).map((length) => "a".repeat(length)),
);
const messages: fc.Arbitrary<PubSubMessage> = fc.record({
  data: fc.uint8Array({ maxLength: 300 }),
  attributes: fc.dictionary(text, text, { maxKeys: 5, noNullPrototype: true }),
  messageId: text,
  publishTime: fc.option(fc.nat({ max: 253_402_300_799_999 }), { nil: undefined }),
  orderingKey: text,
});

/** What the protobuf runtime has of a message. */
interface Other extends Message {
  readonly data: Uint8Array;
  readonly attributes: Record<string, string>;
  readonly messageId: string;
  readonly publishTime?: { readonly seconds: bigint; readonly nanos: number };
  readonly orderingKey: string;
}

function toOther({ publishTime, ...message }: PubSubMessage): Other {
  const time =
    publishTime === undefined
      ? {}
      : {
          publishTime: { seconds: BigInt(Math.floor(publishTime / 1000)), nanos: (publishTime % 1000) * 1_000_000 },
        };
  return create(schema, { ...message, ...time }) as Other;
}

const plain = (message: PubSubMessage): unknown => ({ ...message, data: [...message.data] });

it("decodes what it has encoded", () => {
  fc.assert(
    fc.property(messages, (message) => {
      expect(plain(decodeMessage(encodeMessage(message)))).toEqual(plain(message));
    }),
  );
});

it("decodes what the protobuf runtime has encoded", () => {
  fc.assert(
    fc.property(messages, (message) => {
      expect(plain(decodeMessage(toBinary(schema, toOther(message))))).toEqual(plain(message));
    }),
  );
});

it("encodes what the protobuf runtime decodes", () => {
  fc.assert(
    fc.property(messages, (message) => {
      expect(fromBinary(schema, encodeMessage(message))).toEqual(toOther(message));
    }),
  );
});

it("encodes a message with its attributes in any order alike", () => {
  fc.assert(
    fc.property(messages, (message) => {
      const attributes = Object.fromEntries(Object.entries(message.attributes).reverse());
      expect(encodeMessage({ ...message, attributes })).toEqual(encodeMessage(message));
    }),
  );
});

it("throws its own error, or gives a message, for any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        decodeMessage(bytes);
      } catch (error) {
        expect(error).toMatchObject({ code: "PURLIN_PUBSUB_MESSAGE" });
      }
    }),
  );
});

it("is what the coder of messages does", () => {
  fc.assert(
    fc.property(messages, (message) => {
      const bytes = encodeBytes(pubSubMessageCoder, message);
      expect(bytes).toEqual(encodeMessage(message));
      expect(plain(decodeBytes(pubSubMessageCoder, bytes))).toEqual(plain(message));
    }),
  );
});
