import { WireReader } from "../../coders/wire-reader.ts";
import type { ElementSource } from "../../exec/bundle-context.ts";
import type { Registers } from "../../exec/registers.ts";
import { PurlinError } from "../../values/purlin-error.ts";
import type { ElementWire } from "./element-wire.ts";
import { HeaderReader } from "./header-reader.ts";
import type { InboundQueue } from "./inbound-queue.ts";

/** Fetches what decoded values refer to, before they are used. */
export interface ReferencedState {
  /** Whether values decoded since the last fetch refer to anything. */
  readonly isWanted: boolean;
  /** Forgets what was referred to. */
  forget(): void;
  /** Fetches it all. */
  fetch(): Promise<void>;
}

/** What a source of a bundle is made from. */
export interface EncodedSourceParts {
  readonly queue: InboundQueue;
  readonly wire: ElementWire;
  readonly state: ReferencedState;
  /** The name of the runner's port, for messages. */
  readonly port: string;
  /** Takes the encoding of an element now and then. */
  readonly sample: (element: Uint8Array) => void;
}

const nothing = new WireReader(new Uint8Array());

/**
 * Reads the elements that come for one source of a bundle, one after the other, without an object for each.
 *
 * A value that refers to state (a group whose tail the runner has kept) is held until that is fetched: `advance` says
 * that nothing is here now, and `more` waits.
 */
export class EncodedSource implements ElementSource {
  value: unknown;
  readonly #parts: EncodedSourceParts;
  readonly #header: HeaderReader;
  #bytes: Uint8Array = new Uint8Array();
  #reader: WireReader = nothing;
  // The beginning of an element that goes on in the next bytes, and why it could not be decoded.
  #cut: { pieces: Uint8Array[]; sizeBytes: number; retryAt: number; error: unknown } | undefined;
  #isHeld = false;

  constructor(parts: EncodedSourceParts) {
    this.#parts = parts;
    this.#header = new HeaderReader(parts.wire);
    parts.queue.beginReading();
  }

  advance(registers: Registers): boolean {
    if (this.#isHeld) {
      this.#isHeld = false;
      this.#header.install(registers);
      return true;
    }
    while (!this.#reader.isAtEnd || this.#takeBytes()) {
      if (!this.#decode()) continue;
      if (this.#parts.state.isWanted) {
        this.#isHeld = true;
        return false;
      }
      this.#header.install(registers);
      return true;
    }
    return false;
  }

  more(): Promise<boolean> | false {
    if (this.#isHeld) return this.#parts.state.fetch().then(() => true);
    const waiting = this.#parts.queue.wait();
    if (this.#cut === undefined) return waiting;
    return waiting === false ? this.#retryCut() : waiting.then((hasMore) => hasMore || this.#retryCut());
  }

  /** At the end of all bytes: true when some came that a cut element was not tried with. */
  #retryCut(): Promise<boolean> {
    if (this.#cut !== undefined && this.#cut.pieces.length === 1) throw this.#undecodable(this.#cut.error);
    return Promise.resolve(true);
  }

  /** Decodes the next element; false when its bytes are not all here. */
  #decode(): boolean {
    const { wire, queue, state } = this.#parts;
    const reader = this.#reader;
    const start = reader.position;
    state.forget();
    try {
      this.#header.read(reader, this.#bytes);
      const valueStart = reader.position;
      this.value = wire.value.decode(reader, true);
      if (start === 0) this.#parts.sample(this.#bytes.subarray(valueStart, reader.position));
      return true;
    } catch (error) {
      if (queue.isComplete) throw this.#undecodable(error);
      // The model lets an element go on in the next message. What is wrong otherwise is found when all is here.
      const tail = this.#bytes.subarray(start);
      this.#cut = { pieces: [tail], sizeBytes: tail.length, retryAt: 2 * tail.length, error };
      this.#reader = nothing;
      return false;
    }
  }

  #takeBytes(): boolean {
    const { queue } = this.#parts;
    for (let chunk = queue.take(); chunk !== undefined; chunk = queue.take()) {
      if (this.#cut === undefined) return this.#begin(chunk);
      // To try again with each piece of a large element would take the square of its time.
      const { pieces } = this.#cut;
      pieces.push(chunk);
      this.#cut.sizeBytes += chunk.length;
      if (this.#cut.sizeBytes >= this.#cut.retryAt || queue.isComplete) {
        this.#cut = undefined;
        return this.#begin(Buffer.concat(pieces));
      }
    }
    if (this.#cut !== undefined && queue.isComplete && this.#cut.pieces.length > 1) {
      const { pieces } = this.#cut;
      this.#cut = undefined;
      return this.#begin(Buffer.concat(pieces));
    }
    return false;
  }

  #begin(bytes: Uint8Array): true {
    this.#bytes = bytes;
    this.#reader = new WireReader(bytes);
    return true;
  }

  #undecodable(cause: unknown): Error {
    return new UndecodableInputError(this.#parts.port, this.#parts.wire.value.kind, cause);
  }
}

/** Thrown when what a runner has sent is not what its coder says. */
class UndecodableInputError extends PurlinError {
  constructor(port: string, coder: string, cause: unknown) {
    super("UndecodableInputError", "PURLIN_UNDECODABLE_INPUT", {
      summary: `An element from the runner can't be decoded: ${cause instanceof Error ? cause.message : String(cause)}`,
      facts: { port, coder },
      cause,
    });
  }
}
