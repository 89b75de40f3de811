import type { InboundQueue } from "./inbound-queue.ts";

/** Where the elements of one bundle come in over one stream: a queue for each of its sources. */
export class BundleInbox {
  readonly #newQueue: () => InboundQueue;
  readonly #queues = new Map<string, InboundQueue>();
  #failure: Error | undefined;

  constructor(newQueue: () => InboundQueue) {
    this.#newQueue = newQueue;
  }

  /** Returns the queue of a source. */
  queue(transformId: string): InboundQueue {
    let queue = this.#queues.get(transformId);
    if (queue === undefined) {
      queue = this.#newQueue();
      this.#queues.set(transformId, queue);
      if (this.#failure !== undefined) queue.fail(this.#failure);
    }
    return queue;
  }

  /** Lets whoever waits for elements fail. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const queue of this.#queues.values()) queue.fail(error);
  }

  /** Drops what was not read. */
  drop(): void {
    for (const queue of this.#queues.values()) queue.drop();
  }
}
