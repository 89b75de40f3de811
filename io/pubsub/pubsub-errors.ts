import { PurlinError } from "../../sdk/index.ts";

/** Thrown when what is named is not a topic or subscription of Pub/Sub. */
export class PubSubNameError extends PurlinError {
  constructor(summary: string, remedies: readonly string[]) {
    super("PubSubNameError", "PURLIN_PUBSUB_NAME", { summary, remedies });
  }
}

/** Thrown when a message can't be read, or Pub/Sub would not take it. */
export class PubSubMessageError extends PurlinError {
  /** @param summary - what is wrong, without the full stop */
  constructor(summary: string, cause?: unknown, remedies: readonly string[] = []) {
    const problem = cause instanceof Error ? { problem: cause.message } : {};
    super("PubSubMessageError", "PURLIN_PUBSUB_MESSAGE", { summary: `${summary}.`, facts: problem, remedies, cause });
  }
}
