import type { FileSystem } from "../filesystems/file-system.ts";
import { checkLine } from "./check-line.ts";
import { ShardWriter } from "./shard-writer.ts";
import { tempFolderPath, type TempFile } from "./temp-file.ts";
import { WorkUnderWay } from "./work-under-way.ts";
import type { WritePlan } from "./write-options.ts";

const BATCH_BYTES = 256 * 1024;
// Compression does better on larger parts.
const COMPRESSED_BATCH_BYTES = 1024 * 1024;
const LEAST_BATCH_BYTES = 8 * 1024;
const WAITING_BYTES = 6 * 1024 * 1024;

/** The files that one instance of the DoFn writes. */
export class ShardSet {
  readonly #plan: WritePlan;
  readonly #step: string;
  readonly #fileSystem: FileSystem;
  readonly #folder: string;
  readonly #work = new WorkUnderWay();
  #isDiscarded = false;
  #hasFolder = false;
  #hasFinishedFiles = false;
  #bundleCount = 0;
  #nextShard = 0;
  /** The files of the bundle, by shard. */
  readonly #writers = new Map<number, ShardWriter>();

  constructor(plan: WritePlan, { step, fileSystem }: { readonly step: string; readonly fileSystem: FileSystem }) {
    this.#plan = plan;
    this.#step = step;
    this.#fileSystem = fileSystem;
    this.#folder = tempFolderPath(plan.naming);
  }

  /** Begins a bundle: what is left of one that has failed is removed. That the place can't be written to shows here. */
  start(): Promise<void> {
    return this.#work.track(this.#start());
  }

  add(line: string): Promise<void> | undefined {
    // The kernel adds the element to what is thrown here.
    checkLine(line, this.#step);
    const shard = this.#nextShard;
    const { shards } = this.#plan;
    if (shards !== undefined) this.#nextShard = shard + 1 === shards ? 0 : shard + 1;
    return (this.#writers.get(shard) ?? this.#open(shard)).add(line);
  }

  /** Ends a bundle, and returns its files. */
  finish(): Promise<readonly TempFile[]> {
    return this.#work.track(this.#finish());
  }

  /** Removes what nobody will use: all when the job has failed, else the files of a bundle that did not end. */
  async discard(hasJobFailed: boolean): Promise<void> {
    this.#isDiscarded = true;
    await this.#work.settled();
    await this.#abortBundle();
    if (this.#hasFolder && (hasJobFailed || !this.#hasFinishedFiles)) await this.#fileSystem.delete(this.#folder);
  }

  async #start(): Promise<void> {
    await this.#abortBundle();
    this.#bundleCount++;
    if (this.#hasFolder) return;
    await this.#fileSystem.mkdirs(this.#folder);
    this.#hasFolder = true;
  }

  async #finish(): Promise<readonly TempFile[]> {
    const { shards, foot } = this.#plan;
    const files: TempFile[] = [];
    for (const [shard, writer] of this.#writers) {
      if (shards === undefined) await writer.addText(foot);
      await writer.close();
      files.push({ path: writer.path, shard: shards === undefined ? null : shard, folders: [this.#folder] });
    }
    this.#writers.clear();
    this.#hasFinishedFiles ||= files.length > 0;
    return files;
  }

  async #abortBundle(): Promise<void> {
    for (const writer of this.#writers.values()) await writer.abort();
    this.#writers.clear();
  }

  #open(shard: number): ShardWriter {
    // A user's function above that settles after the job has ended still hands on what it made.
    if (this.#isDiscarded) throw new Error("The job has ended; nothing is written any more.");
    const { shards, compression, head } = this.#plan;
    const isPlain = compression === "none";
    const waitingBytes = WAITING_BYTES / (shards ?? 1);
    const batchBytes = Math.min(isPlain ? BATCH_BYTES : COMPRESSED_BATCH_BYTES, Math.floor(waitingBytes));
    const writer = new ShardWriter({
      fileSystem: this.#fileSystem,
      path: `${this.#folder}/bundle-${this.#bundleCount}-shard-${shard}`,
      format: this.#plan,
      batchBytes: Math.max(LEAST_BATCH_BYTES, batchBytes),
      waitingBytes,
    });
    this.#writers.set(shard, writer);
    // Where the number of shards is fixed, their parts get a head and a foot when they are put together.
    if (shards === undefined) void writer.addText(head);
    return writer;
  }
}
