import { handled } from "../../exec/maybe-promise.ts";

/** How many bytes may wait in a queue before its stream is paused, and how few go on. */
export const highWaterBytes = 16 * 1024 * 1024;
export const lowWaterBytes = 4 * 1024 * 1024;

/** What came for one source of one bundle and was not read yet. */
export class InboundQueue {
  readonly #full: Set<InboundQueue>;
  readonly #onRoom: () => void;
  #chunks: Uint8Array[] = [];
  #next = 0;
  #sizeBytes = 0;
  #hasLast = false;
  // Only a queue that somebody reads may pause the stream: what others wait for comes over it too.
  #isRead = false;
  #failure: Error | undefined;
  #waiting: PromiseWithResolvers<boolean> | undefined;

  /**
   * @param full - where the queue adds itself while it has too much
   * @param onRoom - called when it has removed itself
   */
  constructor(full: Set<InboundQueue>, onRoom: () => void) {
    this.#full = full;
    this.#onRoom = onRoom;
  }

  /** Says whether nothing is here, and nothing will come. */
  get isComplete(): boolean {
    return this.#hasLast && this.#sizeBytes === 0;
  }

  /** Adds what came; `isLast` when nothing follows. */
  push(chunk: Uint8Array, isLast: boolean): void {
    if (chunk.length > 0) {
      this.#chunks.push(chunk);
      this.#sizeBytes += chunk.length;
    }
    this.#hasLast ||= isLast;
    this.#measure();
    if (chunk.length > 0) this.#settle(true);
    else if (isLast) this.#settle(this.#sizeBytes > 0);
  }

  /** Says that its elements are read from now on, so that its stream may be paused for it. */
  beginReading(): void {
    this.#isRead = true;
    this.#measure();
  }

  /** Returns the next bytes; undefined when there are none now. */
  take(): Uint8Array | undefined {
    const chunk = this.#chunks[this.#next];
    if (chunk === undefined) return undefined;
    if (++this.#next === this.#chunks.length) {
      this.#chunks = [];
      this.#next = 0;
    }
    this.#sizeBytes -= chunk.length;
    this.#measure();
    return chunk;
  }

  /**
   * Waits for bytes; false when none will come.
   *
   * @throws what the queue was failed with
   */
  wait(): Promise<boolean> | false {
    if (this.#sizeBytes > 0) return Promise.resolve(true);
    if (this.#hasLast) return false;
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#waiting ??= Promise.withResolvers<boolean>();
    return handled(this.#waiting.promise);
  }

  /** Lets whoever waits fail: nothing will come any more, though it should. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  /** Drops what is here. */
  drop(): void {
    this.#chunks = [];
    this.#next = 0;
    this.#sizeBytes = 0;
    this.#measure();
  }

  #settle(hasMore: boolean): void {
    this.#waiting?.resolve(hasMore);
    this.#waiting = undefined;
  }

  #measure(): void {
    if (this.#sizeBytes > highWaterBytes && this.#isRead) this.#full.add(this);
    else if (this.#sizeBytes <= lowWaterBytes && this.#full.delete(this)) this.#onRoom();
  }
}
