import type { Duplex, Readable, Writable } from "node:stream";
import { status } from "@grpc/grpc-js";
import { asRpcError, RpcError, type RpcPlace } from "./rpc-error.ts";

/** How long the other side may take to end a call that this side has finished. */
const finishMillis = 1000;

/**
 * Messages of one call: those to send, and those that come, which are iterated once. Not to take the next one holds the
 * sender back; `send` says when this side should wait in turn.
 *
 * @example
 * ```ts
 * for await (const request of stream) {
 *   if (!stream.send(answer(request))) await stream.drained();
 * }
 * ```
 */
export class RpcStream<Sent, Received> implements AsyncIterable<Received> {
  /** Settles when the call has ended, well or not; it is never rejected. */
  readonly closed: Promise<void>;
  readonly #stream: Readable | Writable | Duplex;
  readonly #place: RpcPlace;
  readonly #cancel: () => void;
  #error: RpcError | undefined;
  #isClosed = false;

  /** @param cancel - ends the call at once */
  constructor(stream: Readable | Writable | Duplex, place: RpcPlace, cancel: () => void) {
    this.#stream = stream;
    this.#place = place;
    this.#cancel = cancel;
    const ended = Promise.withResolvers<undefined>();
    this.closed = ended.promise;
    const close = (): void => {
      this.#isClosed = true;
      ended.resolve(undefined);
      stream.emit("drain"); // whoever waits to send need not wait any more
    };
    stream.on("error", (error) => {
      // Kept for the one who iterates: grpc-js ends the stream before it reports why.
      this.#error ??= asRpcError(error, place);
      close();
    });
    stream.once("status", close);
    stream.once("close", close);
    stream.once("cancelled", () => {
      this.#error ??= new RpcError(status.CANCELLED, "the other side has gone before the call was done", place);
      stream.destroy();
    });
  }

  /** Why the call has failed, if it has. */
  get error(): RpcError | undefined {
    return this.#error;
  }

  /** Sends a message; false when so many wait that the caller should await {@link RpcStream.drained} before the next. */
  send(message: Sent): boolean {
    const stream = this.#stream as Writable;
    // A call that has ended takes nothing; that it has is told by the iteration and by `closed`.
    return this.#isClosed || stream.writableEnded ? true : stream.write(message);
  }

  /** Waits until messages may be sent again, or the call has ended. */
  async drained(): Promise<void> {
    const stream = this.#stream as Writable;
    while (!this.#isClosed && stream.writableNeedDrain) {
      await new Promise<void>((resolve) => stream.once("drain", resolve));
    }
  }

  /** Tells the other side that nothing more will be sent. */
  end(): void {
    if (!this.#isClosed) (this.#stream as Writable).end();
  }

  /** Ends the call: lets the other side take what was sent and end it too, or cancels it when that takes too long. */
  async finish(): Promise<void> {
    this.end();
    const timer = setTimeout(() => this.cancel(), finishMillis);
    await this.closed;
    clearTimeout(timer);
  }

  /** Ends the call at once, both ways. */
  cancel(): void {
    this.#cancel();
  }

  /**
   * Yields the messages that come.
   *
   * @throws RpcError when the call fails
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Received, void, undefined> {
    try {
      yield* (this.#stream as Readable).iterator({ destroyOnReturn: false });
    } catch (error) {
      throw (this.#error ??= asRpcError(error, this.#place));
    }
    if (this.#error !== undefined) throw this.#error;
  }
}
