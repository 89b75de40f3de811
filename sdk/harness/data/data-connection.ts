import type { MessageInitShape } from "@bufbuild/protobuf";
import { handled, type MaybePromise } from "../../exec/maybe-promise.ts";
import {
  BeamFnData,
  type Elements,
  type ElementsSchema,
} from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { makeClient, type RpcClient } from "../rpc/client.ts";
import type { RpcStream } from "../rpc/rpc-stream.ts";
import { BundleInbox } from "./bundle-inbox.ts";
import { InboundQueue } from "./inbound-queue.ts";

/** How many failed bundles are remembered, whose elements may still be on their way. */
const rememberedBundles = 1000;
/**
 * How long a stream that takes nothing is waited for. Runners of Beam's Java SDK read no more than a hundred messages of a
 * bundle before it is answered: to wait for one for ever would be a deadlock.
 */
const longestWaitMillis = 500;

/** The data stream to one address, which carries the elements of all bundles, both ways. */
export class DataConnection {
  readonly #client: RpcClient<typeof BeamFnData>;
  readonly #stream: RpcStream<MessageInitShape<typeof ElementsSchema>, Elements>;
  readonly #inboxes = new Map<string, BundleInbox>();
  readonly #ended = new Set<string>();
  readonly #full = new Set<InboundQueue>();
  #room: PromiseWithResolvers<undefined> | undefined;
  // Whether the runner was waited for in vain, and has taken nothing since.
  #isStalled = false;
  // What all bundles that wait for the runner wait for.
  #taken: Promise<void> | undefined;
  #failure: Error | undefined;

  constructor(address: string, workerId: string) {
    // A connection of its own: when it is paused, instructions and state still come.
    this.#client = makeClient(BeamFnData, address, { metadata: { worker_id: workerId }, hasOwnConnection: true });
    this.#stream = this.#client.data();
    void this.#receive(address);
  }

  /** Why the stream has ended, if it has. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Returns where the elements of a bundle come in, also those that came before it was known. */
  inbox(instructionId: string): BundleInbox {
    let inbox = this.#inboxes.get(instructionId);
    if (inbox === undefined) {
      inbox = new BundleInbox(() => new InboundQueue(this.#full, () => this.#room?.resolve(undefined)));
      this.#inboxes.set(instructionId, inbox);
      if (this.#failure !== undefined) inbox.fail(this.#failure);
    }
    return inbox;
  }

  /** Forgets a bundle; of one that has failed, what still comes is dropped. */
  close(instructionId: string, hasFailed: boolean): void {
    this.#inboxes.get(instructionId)?.drop();
    this.#inboxes.delete(instructionId);
    if (!hasFailed) return;
    this.#ended.add(instructionId);
    const [oldest] = this.#ended;
    if (this.#ended.size > rememberedBundles && oldest !== undefined) this.#ended.delete(oldest);
  }

  /**
   * Sends elements; returns a promise when so much waits to be sent that the caller should wait too. Where the runner takes
   * nothing for half a second, all that is sent is kept in memory until it does.
   *
   * @throws RpcError when the stream has ended
   */
  send(elements: MessageInitShape<typeof ElementsSchema>): MaybePromise {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#stream.send(elements) || this.#isStalled) return undefined;
    this.#taken ??= handled(this.#untilTaken().finally(() => (this.#taken = undefined)));
    return this.#taken;
  }

  /** Ends the stream once the runner has what was sent. */
  async end(): Promise<void> {
    for (const queue of this.#full) queue.drop();
    this.#failure ??= new Error("The data stream has been ended by this worker.");
    await this.#stream.finish();
    this.#client.close();
  }

  /** Waits until the runner has taken what was sent, or seems to take nothing before the bundle is answered. */
  async #untilTaken(): Promise<void> {
    const stalled = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => {
      this.#isStalled = true;
      stalled.resolve(undefined);
    }, longestWaitMillis);
    const drained = this.#stream.drained().then(() => {
      clearTimeout(timer);
      this.#isStalled = false;
    });
    await Promise.race([drained, stalled.promise]);
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #receive(address: string): Promise<void> {
    try {
      for await (const { data, timers } of this.#stream) {
        for (const { instructionId, transformId, data: bytes, isLast } of data) {
          if (!this.#ended.has(instructionId)) this.inbox(instructionId).queue(transformId).push(bytes, isLast);
        }
        for (const { instructionId, transformId, timers: bytes } of timers) {
          if (bytes.length > 0) this.inbox(instructionId).fail(noTimers(transformId));
        }
        if (this.#full.size > 0) await this.#untilRoom();
      }
      this.#fail(new Error(`The runner at ${address} has ended the data stream.`));
    } catch (error) {
      this.#fail(error as Error); // the iteration throws nothing but RpcErrors
    }
  }

  /** Waits until no queue has too much; nothing is read from the stream meanwhile. */
  async #untilRoom(): Promise<void> {
    while (this.#full.size > 0 && this.#stream.error === undefined) {
      this.#room = Promise.withResolvers<undefined>();
      await Promise.race([this.#room.promise, this.#stream.closed]);
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const inbox of this.#inboxes.values()) inbox.fail(error);
  }
}

function noTimers(transformId: string): Error {
  return new Error(`The runner has sent a timer for transform ${transformId}, and this worker serves no timers.`);
}
