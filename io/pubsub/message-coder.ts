import { customCoder, type NamedCoder } from "../../sdk/index.ts";
import type { PubSubMessage } from "./message.ts";
import { decodeMessage, encodeMessage } from "./message-codec.ts";

/** Encodes messages of Pub/Sub as the service does: each as a serialized `google.pubsub.v1.PubsubMessage`. */
export const pubSubMessageCoder: NamedCoder<PubSubMessage> = customCoder<PubSubMessage>({
  name: "pubsub_message",
  encode: encodeMessage,
  decode: decodeMessage,
  isDeterministic: true,
});
