import type { PubSubReadPayload } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { encodeMessage } from "../../../io/pubsub/message-codec.ts";

/** A message that waits to be read. */
export interface WaitingMessage {
  readonly data: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
  readonly publishMillis: number;
}

/** An element that the service makes of a message. */
export interface ReadMessage {
  readonly element: Uint8Array;
  readonly timestamp: number;
}

/** How a job reads: the part of its payload that says it. */
export type HowToRead = Pick<PubSubReadPayload, "withAttributes" | "idAttribute" | "timestampAttribute">;

/** A subscription that one job reads, until it is ended. */
export class FakeSubscription {
  readonly #messages: WaitingMessage[] = [];
  #isEnded = false;
  #news = Promise.withResolvers<undefined>();

  send(...messages: readonly WaitingMessage[]): void {
    this.#messages.push(...messages);
    this.#tell();
  }

  /** Makes whoever reads it come to an end when all is read. */
  end(): void {
    this.#isEnded = true;
    this.#tell();
  }

  /** Yields its messages as they come; of those that are one by their attribute for it, the first. */
  async *read(how: HowToRead, signal: AbortSignal): AsyncGenerator<ReadMessage> {
    signal.addEventListener("abort", () => this.#tell(), { once: true });
    const ids = new Set<string>();
    for (let at = 0; !signal.aborted;) {
      const message = this.#messages[at];
      if (message === undefined) {
        if (this.#isEnded) return;
        await this.#news.promise;
        continue;
      }
      at += 1;
      const id = message.attributes[how.idAttribute];
      if (id !== undefined && ids.has(id)) continue;
      if (id !== undefined) ids.add(id);
      yield read(message, how);
    }
  }

  #tell(): void {
    this.#news.resolve(undefined);
    this.#news = Promise.withResolvers<undefined>();
  }
}

function read(message: WaitingMessage, { withAttributes, timestampAttribute }: HowToRead): ReadMessage {
  const { data, attributes, publishMillis } = message;
  const given = attributes[timestampAttribute] ?? String(publishMillis);
  return {
    element: withAttributes ? encodeMessage({ data, attributes, publishTime: publishMillis }) : data,
    timestamp: /^-?\d+$/.test(given) ? Number(given) : Date.parse(given),
  };
}
