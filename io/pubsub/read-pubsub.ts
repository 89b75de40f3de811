import { bytesCoder, runnerSource, type PCollection, type Pipeline, type RootTransform } from "../../sdk/index.ts";
import { decodeMessage } from "./message-codec.ts";
import { pubSubMessageCoder } from "./message-coder.ts";
import type { PubSubMessage } from "./message.ts";
import { checkAttributeName, checkName } from "./names.ts";
import { readPayload, type ReadPayload } from "./payloads.ts";
import { PubSubNameError } from "./pubsub-errors.ts";

/** Where messages come from: either a subscription, or a topic, to which the runner subscribes for the job's time. */
export type PubSubSource =
  | {
      /** `projects/PROJECT/subscriptions/SUBSCRIPTION`: what is published while no job runs waits there. */
      readonly subscription: string;
      readonly topic?: never;
    }
  | {
      /** `projects/PROJECT/topics/TOPIC`: what is published while the job runs. */
      readonly topic: string;
      readonly subscription?: never;
    };

/** How messages are read. */
export interface ReadPubSubOptions {
  /**
   * The attribute that identifies a message: of those with the same value, within minutes of each other, one is taken.
   * When left out, a message that was published twice is read twice.
   */
  readonly idAttribute?: string;
  /**
   * The attribute that holds a message's event time: milliseconds since 1970, or a date and time by RFC 3339. When left
   * out it is the time at which the message was published.
   */
  readonly timestampAttribute?: string;
}

/**
 * Reads messages from Pub/Sub as long as the pipeline runs, and returns their data, or whole messages where
 * `withAttributes` is true.
 *
 * The runner itself reads them, takes each once, and tells the watermark: Dataflow does. Other runners refuse it before
 * anything is started.
 *
 * @throws PubSubNameError, at once, when there is not one topic or subscription, or its name is not one of Pub/Sub's
 *
 * @example
 * ```ts
 * const events = p.apply(readPubSub({ subscription: "projects/acme-prod/subscriptions/events" }));
 * const orders = p.apply("Orders", readPubSub({
 *   topic: "projects/acme-prod/topics/orders",
 *   withAttributes: true,
 *   idAttribute: "orderId",
 *   timestampAttribute: "orderedAt",
 * }));
 * const perMinute = orders.window(fixedWindows(minutes(1))).keyBy((order) => order.attributes.shop ?? "");
 * ```
 */
export function readPubSub(
  options: PubSubSource & ReadPubSubOptions & { readonly withAttributes?: false },
): RootTransform<PCollection<Uint8Array>>;
export function readPubSub(
  options: PubSubSource & ReadPubSubOptions & { readonly withAttributes: true },
): RootTransform<PCollection<PubSubMessage>>;
export function readPubSub(
  options: PubSubSource & ReadPubSubOptions & { readonly withAttributes?: boolean },
): RootTransform<PCollection<Uint8Array>> | RootTransform<PCollection<PubSubMessage>> {
  const { withAttributes = false } = options;
  const payload = readPayload({
    ...sourceOf(options),
    withAttributes,
    idAttribute: checkAttributeName("idAttribute", options.idAttribute),
    timestampAttribute: checkAttributeName("timestampAttribute", options.timestampAttribute),
  });
  const name = "Read";
  const read = runnerSource({
    urn: "beam:transform:pubsub_read:v1",
    payload,
    name,
    output: bytesCoder,
    isBounded: false,
  });
  if (withAttributes) {
    return function readPubSub(pipeline: Pipeline): PCollection<PubSubMessage> {
      return read(pipeline).map("Decode", decodeMessage).withCoder(pubSubMessageCoder);
    };
  }
  return function readPubSub(pipeline: Pipeline): PCollection<Uint8Array> {
    return read(pipeline);
  };
}

function sourceOf({ topic, subscription }: PubSubSource): Pick<ReadPayload, "topic" | "subscription"> {
  const names = [topic, subscription].filter((name) => name !== undefined);
  if (names.length !== 1) {
    throw new PubSubNameError(
      `readPubSub(...) reads from one topic or subscription; ${String(names.length)} are named.`,
      ['name one of them:  { subscription: "projects/PROJECT/subscriptions/SUBSCRIPTION" }'],
    );
  }
  return topic === undefined
    ? { subscription: checkName("subscription", subscription) }
    : { topic: checkName("topic", topic) };
}
