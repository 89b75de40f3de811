import type { MessagePort } from "node:worker_threads";
import type { MaybePromise } from "../../../../sdk/exec/maybe-promise.ts";
import type { FeedBatch, FromThread, ToThread } from "../messages.ts";
import type { OutgoingChunk } from "../chunk.ts";
import { FeedReader } from "./feed-reader.ts";

/** Beyond that many bytes on their way, whoever makes more waits. */
const maxUnderWay = 8 << 20;

/** A thread's end of what it has with the thread of its job. */
export class Channel {
  readonly #port: MessagePort;
  readonly #feeds = new Map<string, FeedReader>();
  #underWay = 0;
  #room: PromiseWithResolvers<void> | undefined;
  #waiting = 0;

  /**
   * @param port - keeps the thread alive only while something is waited for
   * @param take - is told all that is not about chunks
   */
  constructor(port: MessagePort, take: (message: ToThread) => void) {
    this.#port = port;
    port.on("message", (message: ToThread) => {
      if (message.kind === "chunks") this.#feeds.get(message.feed)?.deliver(message.batch);
      else if (message.kind === "received") this.#received(message.bytes);
      else take(message);
    });
    port.unref();
  }

  send(message: FromThread, transferred: readonly ArrayBuffer[] = []): void {
    this.#port.postMessage(message, [...transferred]);
  }

  /** Hands over a chunk; returns a promise where so much is on its way that the caller should wait. */
  sendChunk(task: number, chunk: OutgoingChunk): MaybePromise {
    this.#underWay += chunk.bytes.length;
    this.send({ kind: "made", task, chunk }, [bufferOf(chunk)]);
    if (this.#underWay <= maxUnderWay) return undefined;
    this.#room ??= Promise.withResolvers();
    return this.waitFor(this.#room.promise);
  }

  /** Opens a feed; what was sent of it already is `first`. */
  openFeed(name: string, first?: FeedBatch): FeedReader {
    const feed = new FeedReader({
      first,
      pull: () => {
        this.send({ kind: "pull", feed: name });
      },
      waitFor: (batch) => this.waitFor(batch),
    });
    this.#feeds.set(name, feed);
    return feed;
  }

  closeFeed(name: string): void {
    this.#feeds.delete(name);
  }

  /** Keeps the thread alive until a promise settles that a message settles. */
  async waitFor<T>(work: Promise<T>): Promise<T> {
    if (this.#waiting++ === 0) this.#port.ref();
    try {
      return await work;
    } finally {
      if (--this.#waiting === 0) this.#port.unref();
    }
  }

  #received(bytes: number): void {
    this.#underWay -= bytes;
    if (this.#underWay > maxUnderWay / 2) return;
    this.#room?.resolve();
    this.#room = undefined;
  }
}

/** The buffer of a chunk, which no other has a part in. */
function bufferOf({ bytes }: { readonly bytes: Uint8Array }): ArrayBuffer {
  return bytes.buffer as ArrayBuffer; // none is shared: chunks are written and copied to buffers of their own
}
