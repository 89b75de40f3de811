import type { FileSystem, FileWriter } from "../filesystems/file-system.ts";
import { compress } from "./compression.ts";
import type { WritePlan } from "./write-options.ts";

/** What a {@link ShardWriter} writes, and how much memory it may take. */
export interface ShardParts {
  readonly fileSystem: FileSystem;
  readonly path: string;
  readonly format: Pick<WritePlan, "compression" | "lineEnding">;
  /** The size of the parts in which lines are compressed and written. */
  readonly batchBytes: number;
  /** How many bytes may wait for the disk before {@link ShardWriter.add} asks its caller to wait. */
  readonly waitingBytes: number;
}

/** Some lines on their way to the file. */
interface Batch {
  readonly bytes: Buffer;
  readonly compressed: Promise<Uint8Array>;
}

/**
 * Writes lines to one file. Adding a line only copies it into a batch; full batches are written one after the other,
 * while more lines are added. So the file system is waited for only where it is slower than what makes the lines.
 */
export class ShardWriter {
  readonly path: string;
  readonly #parts: ShardParts;
  #batch: Buffer;
  #filled = 0;
  readonly #queue: Batch[] = [];
  readonly #free: Buffer[] = [];
  #waitingBytes = 0;
  #file: FileWriter | undefined;
  #writing: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(parts: ShardParts) {
    this.path = parts.path;
    this.#parts = parts;
    this.#batch = Buffer.allocUnsafeSlow(parts.batchBytes);
  }

  /**
   * Adds a line; returns a promise only where it should be awaited before more are added.
   *
   * @param line - a well-formed string
   * @throws FileWriteError when an earlier line could not be written
   */
  add(line: string): Promise<void> | undefined {
    return this.addText(line, this.#parts.format.lineEnding);
  }

  /** Adds text as it is, and what ends it. */
  addText(text: string, ending = ""): Promise<void> | undefined {
    // No UTF-16 unit takes more than three bytes in UTF-8.
    const most = (text.length + ending.length) * 3;
    if (most > this.#batch.length - this.#filled) {
      this.#flush();
      if (most > this.#batch.length) {
        this.#enqueue(Buffer.from(text + ending));
        return this.#backPressure();
      }
    }
    this.#filled += this.#batch.write(text, this.#filled);
    this.#filled += this.#batch.write(ending, this.#filled);
    return this.#waitingBytes > 0 ? this.#backPressure() : undefined;
  }

  /** Writes what is left, and ends the file. */
  async close(): Promise<void> {
    this.#flush();
    await this.#writing;
    this.#check();
    this.#file ??= await this.#parts.fileSystem.create(this.path);
    await this.#file.close();
    this.#file = undefined;
  }

  /** Gives up, and removes the file. */
  async abort(): Promise<void> {
    this.#queue.length = 0;
    await this.#writing;
    await this.#file?.abort();
    this.#file = undefined;
  }

  #backPressure(): Promise<void> | undefined {
    this.#check();
    return this.#waitingBytes > this.#parts.waitingBytes ? this.#writing : undefined;
  }

  #release(bytes: Buffer): void {
    this.#waitingBytes -= bytes.length;
    if (bytes.buffer.byteLength === this.#parts.batchBytes) this.#free.push(Buffer.from(bytes.buffer));
  }

  #flush(): void {
    if (this.#filled === 0) return;
    const full = this.#batch.subarray(0, this.#filled);
    this.#batch = this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#parts.batchBytes);
    this.#filled = 0;
    this.#enqueue(full);
  }

  #enqueue(bytes: Buffer): void {
    this.#check();
    // Batches are compressed side by side, on the threads of Node's pool, and written in their order.
    this.#queue.push({ bytes, compressed: compress(bytes, this.#parts.format.compression) });
    this.#waitingBytes += bytes.length;
    this.#writing ??= this.#drain();
  }

  /** Writes what is in the queue. It never rejects: what fails is kept, for the next call that can throw it. */
  async #drain(): Promise<void> {
    try {
      this.#file ??= await this.#parts.fileSystem.create(this.path);
      for (let batch = this.#queue.shift(); batch !== undefined; batch = this.#queue.shift()) {
        const { bytes, compressed } = batch;
        await this.#file.write(await compressed);
        this.#release(bytes);
      }
    } catch (error) {
      this.#failure ??= { error };
    } finally {
      this.#writing = undefined;
    }
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
