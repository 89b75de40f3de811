import type { Writable } from "node:stream";
import type { File } from "@google-cloud/storage";
import { FileWriteError } from "../file-errors.ts";
import type { FileWriter } from "../file-system.ts";
import { explainFailure } from "./explain-failure.ts";
import { GcsCause } from "./gcs-cause.ts";

/** What is kept in memory of an upload until Cloud Storage has it: a multiple of 256 KiB, and large, for throughput. */
const CHUNK_BYTES = 8 * 1024 * 1024;

/** What is no larger goes up in one request, not in three. */
const SMALL_BYTES = 1024 * 1024;

/**
 * Returns a writer of an object. Nothing of it is there for others before it is closed; then it is there as a whole, in the
 * place of one of the same name.
 */
export function openGcsWriter(file: File, url: string): FileWriter {
  return new GcsWriter(file, url);
}

class GcsWriter implements FileWriter {
  readonly #file: File;
  readonly #url: string;
  /** What waits until it is known whether the object is small. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #upload: Upload | undefined;

  constructor(file: File, url: string) {
    this.#file = file;
    this.#url = url;
  }

  async write(bytes: Uint8Array): Promise<void> {
    // The caller may change its bytes while an upload still may have to send them again.
    const copy = Buffer.from(bytes);
    if (this.#upload === undefined && this.#heldBytes + copy.length <= SMALL_BYTES) {
      this.#held.push(copy);
      this.#heldBytes += copy.length;
      return;
    }
    await this.#writing(async () => {
      this.#upload ??= this.#startUpload();
      for (const held of this.#held.splice(0)) await this.#upload.write(held);
      await this.#upload.write(copy);
    });
  }

  async close(): Promise<void> {
    await this.#writing(async () => {
      if (this.#upload !== undefined) await this.#upload.end();
      else await this.#file.save(Buffer.concat(this.#held), { resumable: false, contentType });
    });
    this.#held = [];
  }

  abort(): Promise<void> {
    this.#held = [];
    // An upload that was not ended is forgotten by Cloud Storage after a week; nobody else ever sees it.
    this.#upload?.abandon();
    return Promise.resolve();
  }

  #startUpload(): Upload {
    return new Upload(this.#file.createWriteStream({ resumable: true, chunkSize: CHUNK_BYTES, contentType }));
  }

  async #writing(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      const cause = GcsCause.of(error);
      throw new FileWriteError(this.#url, cause, explainFailure(this.#url, cause, "write"));
    }
  }
}

/** What files are, is said by their names; the client's guess would have some of them unpacked on the way. */
const contentType = "application/octet-stream";

/** An upload by promises, of which the first failure is the one that is told. */
class Upload {
  readonly #stream: Writable;
  #failure: Error | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on("error", (error) => {
      this.#failure ??= error;
    });
  }

  write(bytes: Buffer): Promise<void> {
    return this.#settled((done) => this.#stream.write(bytes, done));
  }

  /** Ends it; fulfilled when Cloud Storage has the whole object. */
  end(): Promise<void> {
    return this.#settled((done) => this.#stream.end(done));
  }

  abandon(): void {
    this.#stream.destroy();
  }

  #settled(act: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: Error | null): void => {
        this.#stream.off("close", fail);
        if (error === undefined || error === null) resolve();
        // What a destroyed stream says of itself is not why it was destroyed.
        else setImmediate(() => reject(this.#failure ?? error));
      };
      // A write that is under way when the upload fails is never called back.
      const fail = (): void => settle(new Error("The upload was given up."));
      this.#stream.once("close", fail);
      if (this.#stream.closed) fail();
      else act(settle);
    });
  }
}
