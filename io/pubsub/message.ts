import type { Timestamp } from "../../sdk/index.ts";

/** A message that is to be published. */
export interface OutgoingPubSubMessage {
  /** The payload; it may be empty where there are attributes. */
  readonly data: Uint8Array;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Messages of one key are delivered in order where the subscription asks for it; none when left out or empty. */
  readonly orderingKey?: string;
}

/** A message as it was received. */
export interface PubSubMessage extends OutgoingPubSubMessage {
  readonly attributes: Readonly<Record<string, string>>;
  /** Given by the service, unique in its topic; empty where a runner leaves it out. */
  readonly messageId: string;
  /** When the service took it, cut to the millisecond; undefined where a runner leaves it out. */
  readonly publishTime: Timestamp | undefined;
  /** Empty for a message without a key. */
  readonly orderingKey: string;
}
