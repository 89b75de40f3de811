import {
  doFn,
  globalWindows,
  kvCoder,
  stringUtf8Coder,
  varintCoder,
  type KV,
  type PaneInfo,
  type PCollection,
  type Window,
} from "../../sdk/index.ts";
import type { FileSystem } from "../filesystems/file-system.ts";
import { findFileSystem } from "../filesystems/find-file-system.ts";
import { checkLine } from "./check-line.ts";
import { ShardWriter } from "./shard-writer.ts";
import { tempFolderPath, type TempFile } from "./temp-file.ts";
import { checkWindowName } from "./window-names.ts";
import { WorkUnderWay } from "./work-under-way.ts";
import type { WritePlan } from "./write-options.ts";

const BATCH_BYTES = 256 * 1024;
const WAITING_BYTES = 4 * 1024 * 1024;

/**
 * Writes the lines of each window to files in a hidden folder: one, or as many as there are to be shards. The lines are
 * grouped before, so that windows are merged, and so that one file is open at a time however many windows there are.
 *
 *     lines -> ByShard: [shard, line] -> GroupByKey, per window -> WriteWindows: files -> AllWindows
 */
export function writeWindows(lines: PCollection<string>, plan: WritePlan): PCollection<TempFile> {
  const { shards = 1 } = plan;
  const byShard = doFn<string, KV<number, string>>()({
    setup: ({ step }) => ({ step, next: 0 }),
    process(line, { emit, resources }) {
      checkLine(line, resources.step);
      emit([resources.next, line]);
      resources.next = (resources.next + 1) % shards;
    },
  });
  const write = doFn<KV<number, Iterable<string>>, TempFile>()({
    setup: async () => new WindowWriter(plan, await findFileSystem(plan.naming.folder)),
    async process([shard, group], { emit, window, pane, signal, resources }) {
      emit(await resources.write({ shard, lines: group, window, pane, signal }));
    },
    teardown: (resources, { hasJobFailed }) => resources.discard(hasJobFailed),
  });
  return lines
    .parDo("ByShard", byShard)
    .withCoder(kvCoder(varintCoder, stringUtf8Coder))
    .groupByKey("Lines")
    .parDo("WriteWindows", write)
    .window("AllWindows", globalWindows());
}

/** The lines of one file. */
interface WindowLines {
  readonly shard: number;
  readonly lines: Iterable<string>;
  readonly window: Window;
  readonly pane: PaneInfo;
  readonly signal: AbortSignal;
}

/** Writes the files of one instance of the DoFn. */
class WindowWriter {
  readonly #plan: WritePlan;
  readonly #fileSystem: FileSystem;
  readonly #folder: string;
  readonly #work = new WorkUnderWay();
  #fileCount = 0;
  #hasFinishedFiles = false;

  constructor(plan: WritePlan, fileSystem: FileSystem) {
    this.#plan = plan;
    this.#fileSystem = fileSystem;
    this.#folder = tempFolderPath(plan.naming);
  }

  /** Writes one file, and returns it; what could not be written is removed. */
  write(lines: WindowLines): Promise<TempFile> {
    return this.#work.track(this.#write(lines));
  }

  /** Removes what nobody will use. */
  async discard(hasJobFailed: boolean): Promise<void> {
    await this.#work.settled();
    if (this.#fileCount > 0 && (hasJobFailed || !this.#hasFinishedFiles)) await this.#fileSystem.delete(this.#folder);
  }

  async #write({ shard, lines, window, pane, signal }: WindowLines): Promise<TempFile> {
    const windowName: unknown = this.#plan.windowName?.(window, pane);
    checkWindowName(windowName, window);
    const path = `${this.#folder}/file-${this.#fileCount++}`;
    await this.#fileSystem.mkdirs(this.#folder);
    const writer = new ShardWriter({
      fileSystem: this.#fileSystem,
      path,
      format: this.#plan,
      batchBytes: BATCH_BYTES,
      waitingBytes: WAITING_BYTES,
    });
    try {
      await writer.addText(this.#plan.head);
      for (const line of lines) {
        const work = writer.add(line);
        if (work === undefined) continue;
        await work;
        signal.throwIfAborted();
      }
      await writer.addText(this.#plan.foot);
      await writer.close();
    } catch (error) {
      await writer.abort();
      throw error;
    }
    this.#hasFinishedFiles = true;
    return { path, shard, windowName, folders: [this.#folder] };
  }
}
