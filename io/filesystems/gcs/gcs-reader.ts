import type { Storage } from "@google-cloud/storage";
import { FileNotFoundError, FileReadError } from "../file-errors.ts";
import type { FileReader } from "../file-system.ts";
import { explainFailure } from "./explain-failure.ts";
import { GcsCause } from "./gcs-cause.ts";
import { gcsUrl, type GcsUrl } from "./gcs-url.ts";
import { openMedia, type Media } from "./open-media.ts";

/** How often one place is asked for before it is given up. */
const MOST_ATTEMPTS = 6;
/** Half a minute passes with these attempts, each of which waits for twice as long as the one before. */
const FIRST_DELAY_MILLIS = 1000;

/**
 * Opens an object for reading. Where the connection is cut, it is read on from where it was, in the same generation.
 *
 * @throws FileNotFoundError when there is none
 * @throws FileReadError when it can't be opened
 */
export async function openGcsReader(client: Storage, at: GcsUrl, start: number): Promise<FileReader> {
  const reader = new GcsReader(client, at, start);
  await reader.open();
  return reader;
}

class GcsReader implements FileReader {
  readonly #client: Storage;
  readonly #at: GcsUrl;
  #position: number;
  #generation: string | undefined;
  #objectBytes: number | undefined;
  #media: Media | undefined;
  #chunks: AsyncIterator<Buffer> | undefined;
  #chunk: Uint8Array = new Uint8Array();
  #isAtEnd = false;
  #attempts = 0;
  #hasBeenOpen = false;

  constructor(client: Storage, at: GcsUrl, start: number) {
    this.#client = client;
    this.#at = at;
    this.#position = start;
  }

  async read(target: Uint8Array): Promise<number> {
    while (this.#chunk.byteLength === 0) {
      if (this.#isAtEnd) return 0;
      if (this.#chunks === undefined) await this.open();
      else await this.#next(this.#chunks);
    }
    const piece = this.#chunk.subarray(0, target.byteLength);
    target.set(piece);
    this.#chunk = this.#chunk.subarray(piece.byteLength);
    return piece.byteLength;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#cut();
    this.#chunk = new Uint8Array();
    this.#isAtEnd = true;
    return Promise.resolve();
  }

  /** Asks for the bytes from the position on, again and again where that may help. */
  async open(): Promise<void> {
    for (;;) {
      try {
        const request = { ...this.#at, start: this.#position, generation: this.#generation };
        const media = await openMedia(this.#client, request);
        if (media === undefined) this.#isAtEnd = true;
        else this.#take(media);
        return;
      } catch (error) {
        await this.#waitOrThrow(GcsCause.of(error));
      }
    }
  }

  #take(media: Media): void {
    this.#media = media;
    this.#hasBeenOpen = true;
    this.#chunks = media.bytes[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.#generation ??= media.generation;
    this.#objectBytes ??= media.objectBytes;
  }

  async #next(chunks: AsyncIterator<Buffer>): Promise<void> {
    try {
      const next = await chunks.next();
      if (next.done === true) {
        this.#end();
        return;
      }
      this.#chunk = next.value;
      this.#position += next.value.byteLength;
      this.#attempts = 0;
    } catch (error) {
      this.#cut();
      await this.#waitOrThrow(GcsCause.of(error));
    }
  }

  /** Takes the end of an answer, which is not always that of the object. */
  #end(): void {
    this.#cut();
    this.#isAtEnd = this.#objectBytes === undefined || this.#position >= this.#objectBytes;
  }

  #cut(): void {
    this.#media?.bytes.destroy();
    this.#media = undefined;
    this.#chunks = undefined;
  }

  async #waitOrThrow(cause: GcsCause): Promise<void> {
    this.#attempts++;
    // Where there was a way before, the network is gone for a while; elsewhere, the address may be wrong.
    const isPassing = cause.isPassing || (cause.isUnreachable && this.#hasBeenOpen);
    if (!isPassing || this.#attempts >= MOST_ATTEMPTS) throw this.#failed(cause);
    // Spread, so that many readers don't come back at once.
    const delayMillis = FIRST_DELAY_MILLIS * 2 ** (this.#attempts - 1) * (0.5 + Math.random() / 2);
    await new Promise((resolve) => setTimeout(resolve, delayMillis));
  }

  #failed(cause: GcsCause): Error {
    const url = gcsUrl(this.#at);
    if (!cause.isNotFound) return new FileReadError(url, cause, explainFailure(url, cause, "read"));
    const remedies = ["correct the names of the bucket and the object", "leave it there while the pipeline runs"];
    return new FileNotFoundError(url, { remedies, cause });
  }
}
