import type { Timestamp } from "../../sdk/index.ts";
import type { OutgoingPubSubMessage, PubSubMessage } from "./message.ts";
import { ProtoReader } from "./proto-reader.ts";
import { ProtoWriter } from "./proto-writer.ts";
import { PubSubMessageError } from "./pubsub-errors.ts";

/** The field numbers of `google.pubsub.v1.PubsubMessage`. */
const fields = { data: 1, attributes: 2, messageId: 3, publishTime: 4, orderingKey: 5 } as const;

/** Of an entry of a map. */
const entry = { key: 1, value: 2 } as const;

/** Of `google.protobuf.Timestamp`. */
const time = { seconds: 1, nanos: 2 } as const;

/** What a message to be encoded may have. */
type AnyMessage = OutgoingPubSubMessage & Partial<Pick<PubSubMessage, "messageId" | "publishTime">>;

/**
 * Returns a message as a serialized `google.pubsub.v1.PubsubMessage`. Equal messages have equal bytes: attributes are in
 * the order of their keys.
 *
 * @throws PubSubMessageError when a text can't be encoded
 */
export function encodeMessage(message: AnyMessage): Uint8Array {
  const { data, attributes = {}, messageId = "", publishTime, orderingKey = "" } = message;
  try {
    writer.bytes(fields.data, data);
    for (const key of Object.keys(attributes).sort()) {
      const pair = writer.begin(fields.attributes);
      writer
        .presentText(entry.key, key)
        .presentText(entry.value, attributes[key] ?? "")
        .end(pair);
    }
    writer.text(fields.messageId, messageId);
    if (publishTime !== undefined) writeTime(publishTime);
    return writer.text(fields.orderingKey, orderingKey).finish();
  } catch (cause) {
    writer.reset();
    throw new PubSubMessageError("A message can't be encoded", cause);
  }
}

// A message is written at once, so all can be written into the same memory.
const writer = new ProtoWriter();

/**
 * Returns the message of a serialized `google.pubsub.v1.PubsubMessage`. Its data is a part of `bytes`, not a copy.
 *
 * @throws PubSubMessageError when the bytes are not one
 */
export function decodeMessage(bytes: Uint8Array): PubSubMessage {
  const attributes: [string, string][] = [];
  const message = { data: nothing, messageId: "", publishTime: undefined as Timestamp | undefined, orderingKey: "" };
  const reader = new ProtoReader(bytes);
  try {
    for (let field = reader.next(); field !== 0; field = reader.next()) {
      if (field === fields.data) message.data = reader.bytes();
      else if (field === fields.attributes) attributes.push(readEntry(reader));
      else if (field === fields.messageId) message.messageId = reader.text();
      else if (field === fields.publishTime) message.publishTime = readTime(reader);
      else if (field === fields.orderingKey) message.orderingKey = reader.text();
      else reader.skip();
    }
  } catch (cause) {
    throw new PubSubMessageError("Bytes are not a serialized google.pubsub.v1.PubsubMessage", cause);
  }
  return { ...message, attributes: Object.fromEntries(attributes) };
}

const nothing: Uint8Array = new Uint8Array();

function readEntry(reader: ProtoReader): [key: string, value: string] {
  const outer = reader.enter();
  let [key, value] = ["", ""];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === entry.key) key = reader.text();
    else if (field === entry.value) value = reader.text();
    else reader.skip();
  }
  reader.leave(outer);
  return [key, value];
}

function writeTime(millis: Timestamp): void {
  if (!Number.isSafeInteger(millis) || millis < 0) {
    throw new RangeError(`publishTime is ${String(millis)}, not whole milliseconds since 1970`);
  }
  const begun = writer.begin(fields.publishTime);
  writer
    .varint(time.seconds, Math.floor(millis / 1000))
    .varint(time.nanos, (millis % 1000) * 1_000_000)
    .end(begun);
}

function readTime(reader: ProtoReader): Timestamp {
  const outer = reader.enter();
  let [seconds, nanos] = [0, 0];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === time.seconds) seconds = reader.varint();
    else if (field === time.nanos) nanos = reader.varint();
    else reader.skip();
  }
  reader.leave(outer);
  return seconds * 1000 + Math.floor(nanos / 1_000_000);
}
