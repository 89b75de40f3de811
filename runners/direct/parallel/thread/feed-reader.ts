import type { FeedBatch } from "../messages.ts";

/** How a feed gets more. */
export interface FeedSource {
  readonly first: FeedBatch | undefined;
  /** Asks for the next batch. */
  readonly pull: () => void;
  /** Waits for it. */
  readonly waitFor: <T>(batch: Promise<T>) => Promise<T>;
}

/** Chunks that come from another thread, in batches: while one is read, the next is on its way. */
export class FeedReader {
  readonly #source: FeedSource;
  readonly #batches: FeedBatch[] = [];
  #chunks: Iterator<Uint8Array> = [].values();
  #isPulled = false;
  #isLast = false;
  #arrival: PromiseWithResolvers<void> | undefined;

  constructor(source: FeedSource) {
    this.#source = source;
    if (source.first !== undefined) this.deliver(source.first);
  }

  /** Takes a batch that has come. */
  deliver(batch: FeedBatch): void {
    this.#batches.push(batch);
    this.#isPulled = false;
    this.#arrival?.resolve();
    this.#arrival = undefined;
  }

  /** Returns the next chunk that is here, if one is. */
  next(): Uint8Array | undefined {
    for (;;) {
      const next = this.#chunks.next();
      if (next.done !== true) return next.value;
      const batch = this.#batches.shift();
      if (batch === undefined) return undefined;
      this.#chunks = batch.chunks.values();
      this.#isLast = batch.isLast;
      this.#pull();
    }
  }

  /** Waits until more is here; false when there is none to come. */
  more(): Promise<boolean> | false {
    if (this.#isLast && this.#batches.length === 0) return false;
    return this.#arrived();
  }

  async #arrived(): Promise<boolean> {
    if (this.#batches.length > 0) return true;
    this.#pull();
    this.#arrival ??= Promise.withResolvers();
    await this.#source.waitFor(this.#arrival.promise);
    return true;
  }

  #pull(): void {
    if (this.#isPulled || this.#isLast) return;
    this.#isPulled = true;
    this.#source.pull();
  }
}
