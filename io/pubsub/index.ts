// Pub/Sub: messages that the runner reads and publishes itself.

export type { OutgoingPubSubMessage, PubSubMessage } from "./message.ts";
export { pubSubMessageCoder } from "./message-coder.ts";
export { PubSubMessageError, PubSubNameError } from "./pubsub-errors.ts";
export { readPubSub, type PubSubSource, type ReadPubSubOptions } from "./read-pubsub.ts";
export { writePubSub, type WritePubSubOptions } from "./write-pubsub.ts";
