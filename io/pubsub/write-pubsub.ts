import { bytesCoder, runnerSink, type PCollection, type PTransform } from "../../sdk/index.ts";
import { checkMessage, checkSize } from "./check-message.ts";
import type { OutgoingPubSubMessage } from "./message.ts";
import { encodeMessage } from "./message-codec.ts";
import { checkAttributeName, checkName } from "./names.ts";
import { writePayload } from "./payloads.ts";

/** Where and how messages are published. */
export interface WritePubSubOptions {
  /** `projects/PROJECT/topics/TOPIC`. */
  readonly topic: string;
  /**
   * The attribute into which the runner puts what identifies a message, so that a reader with the same `idAttribute` takes
   * one that was published twice only once.
   */
  readonly idAttribute?: string;
  /** The attribute into which the runner puts a message's event time, in milliseconds since 1970. */
  readonly timestampAttribute?: string;
}

/**
 * Publishes messages to a topic of Pub/Sub: bytes, each the data of a message, or messages with attributes and ordering
 * keys. What is published may be published again when a bundle is retried; `idAttribute` lets readers see it once.
 *
 * The runner itself publishes them: Dataflow does, in jobs that read what goes on for ever. Other runners refuse it
 * before anything is started.
 *
 * @throws PubSubNameError, at once, when the topic's name is not one of Pub/Sub's. When the pipeline runs:
 *   PubSubMessageError for a message that Pub/Sub would not take
 *
 * @example
 * ```ts
 * const topic = "projects/acme-prod/topics/totals";
 * totals
 *   .map("Message", ([shop, total]) => ({ data: Buffer.from(String(total)), attributes: { shop }, orderingKey: shop }))
 *   .apply(writePubSub({ topic, timestampAttribute: "windowEnd" }));
 * ```
 */
export function writePubSub({
  topic,
  idAttribute,
  timestampAttribute,
}: WritePubSubOptions): PTransform<Uint8Array | OutgoingPubSubMessage, void> {
  const payload = writePayload({
    topic: checkName("topic", topic),
    idAttribute: checkAttributeName("idAttribute", idAttribute),
    timestampAttribute: checkAttributeName("timestampAttribute", timestampAttribute),
  });
  return function writePubSub(messages: PCollection<Uint8Array | OutgoingPubSubMessage>): void {
    const encoded = messages.map("Encode", encodeForPublishing).withCoder(bytesCoder);
    runnerSink<Uint8Array>({ urn: "beam:transform:pubsub_write:v1", payload, name: "Write" })(encoded);
  };
}

/** The service gives a message its id and time, so those of one that was read are left out. */
function encodeForPublishing(element: Uint8Array | OutgoingPubSubMessage): Uint8Array {
  const message = element instanceof Uint8Array ? { data: element } : element;
  checkMessage(message);
  const { data, attributes = {}, orderingKey = "" } = message;
  return checkSize(encodeMessage({ data, attributes, orderingKey }));
}
