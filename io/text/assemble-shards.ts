import { doFn, type KV, type PCollection } from "../../sdk/index.ts";
import type { FileSystem, FileWriter } from "../filesystems/file-system.ts";
import { findFileSystem } from "../filesystems/find-file-system.ts";
import { compress } from "./compression.ts";
import { tempFolderPath, type TempFile } from "./temp-file.ts";
import { WorkUnderWay } from "./work-under-way.ts";
import type { WritePlan } from "./write-options.ts";

const CHUNK_BYTES = 256 * 1024;

/**
 * Makes one file of all the parts that the bundles have written for a shard. The parts stay until the end, so that it can
 * be done again where it fails.
 */
export function assembleShards(parts: PCollection<TempFile>, plan: WritePlan): PCollection<TempFile> {
  const assemble = doFn<KV<number, Iterable<TempFile>>, TempFile>()({
    setup: () => ({ folders: [] as string[], work: new WorkUnderWay() }),
    async process([shard, group], { emit, signal, resources: { folders, work } }) {
      const parts = [...group];
      const [first, ...others] = parts;
      if (first !== undefined && others.length === 0 && plan.head === "" && plan.foot === "") {
        emit(first);
        return;
      }
      const folder = tempFolderPath(plan.naming);
      folders.push(folder);
      const path = `${folder}/shard-${shard}`;
      await work.track(writeWhole(path, { plan, parts, signal }));
      emit({ path, shard, folders: [folder, ...new Set(parts.flatMap((part) => part.folders))] });
    },
    async teardown({ folders, work }, { hasJobFailed }) {
      await work.settled();
      if (!hasJobFailed || folders.length === 0) return;
      const fileSystem = await findFileSystem(plan.naming.folder);
      for (const folder of folders) await fileSystem.delete(folder);
    },
  });
  return parts
    .keyBy("ByShard", ({ shard }) => shard ?? 0)
    .groupByKey("Parts")
    .parDo("Assemble", assemble);
}

async function writeWhole(path: string, { plan, parts, signal }: WholeFile): Promise<void> {
  const fileSystem = await findFileSystem(path);
  await fileSystem.mkdirs(path.slice(0, path.lastIndexOf("/")));
  await writeFramed(fileSystem, path, { plan, parts, signal });
}

/** What a file is made of. */
interface WholeFile {
  readonly plan: WritePlan;
  readonly parts: readonly TempFile[];
  readonly signal: AbortSignal;
}

/** Writes a file of the plan's head, the parts, and the plan's foot. */
export async function writeFramed(
  fileSystem: FileSystem,
  path: string,
  { plan, parts, signal }: WholeFile,
): Promise<void> {
  const writer = await fileSystem.create(path);
  try {
    // A compressed file of nothing is not an empty file.
    if (plan.head !== "" || parts.length === 0) await writeText(writer, plan.head, plan);
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (const part of parts) {
      await using reader = await fileSystem.openRead(part.path);
      for (let count = await reader.read(chunk); count > 0; count = await reader.read(chunk)) {
        signal.throwIfAborted();
        await writer.write(chunk.subarray(0, count));
      }
    }
    if (plan.foot !== "") await writeText(writer, plan.foot, plan);
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function writeText(writer: FileWriter, text: string, { compression }: WritePlan): Promise<void> {
  await writer.write(await compress(Buffer.from(text), compression));
}
