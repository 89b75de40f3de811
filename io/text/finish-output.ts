import { doFn, flatten, impulse, stringUtf8Coder, type KV, type PCollection } from "../../sdk/index.ts";
import type { FileSystem } from "../filesystems/file-system.ts";
import { findFileSystem } from "../filesystems/find-file-system.ts";
import { inParallel } from "../filesystems/in-parallel.ts";
import { writeFramed } from "./assemble-shards.ts";
import { FILES_AT_ONCE, replaceFiles, type Move } from "./replace-files.ts";
import { isShardPath, shardGlob, shardPath } from "./shard-names.ts";
import { tempFolderPath, type TempFile } from "./temp-file.ts";
import { WorkUnderWay } from "./work-under-way.ts";
import { WindowNameError } from "./window-names.ts";
import type { WritePlan } from "./write-options.ts";

/**
 * Gives all files their final names, and returns the names. It is done once, for one group of all files; a null in the
 * group makes sure that there is one.
 */
export function finishOutput(files: PCollection<TempFile>, plan: WritePlan): PCollection<string> {
  const marker = impulse(files.pipeline, "Begin").map("NoFile", (): TempFile | null => null);
  const finish = doFn<KV<null, Iterable<TempFile | null>>, string>()({
    setup: () => new WorkUnderWay(),
    async process([, group], { emit, signal, resources: work }) {
      const files = [...group].filter((file) => file !== null);
      for (const path of await work.track(finishFiles({ plan, files, signal }))) emit(path);
    },
    teardown: (work) => work.settled(),
  });
  return flatten("AllFiles", [files, marker])
    .keyBy("WithoutKey", () => null)
    .groupByKey("Gather")
    .parDo("Finish", finish)
    .withCoder(stringUtf8Coder);
}

interface FinishedFiles {
  readonly plan: WritePlan;
  readonly files: readonly TempFile[];
  readonly signal: AbortSignal;
}

async function finishFiles(finished: FinishedFiles): Promise<readonly string[]> {
  const { plan, files, signal } = finished;
  const fileSystem = await findFileSystem(plan.naming.folder);
  const folder = tempFolderPath(plan.naming);
  try {
    await fileSystem.mkdirs(folder);
    const moves = await planMoves(fileSystem, folder, finished);
    // From here on it is a matter of renaming, which is not left half done.
    signal.throwIfAborted();
    await publish(fileSystem, folder, { ...finished, moves });
    const used = new Set(files.flatMap(({ folders }) => folders));
    await inParallel(used, FILES_AT_ONCE, (folder) => fileSystem.delete(folder));
    return moves.map(({ to }) => to);
  } finally {
    await fileSystem.delete(folder);
  }
}

/** Decides which file becomes which shard; makes the shards that nothing was written for. */
async function planMoves(
  fileSystem: FileSystem,
  folder: string,
  { plan, files, signal }: FinishedFiles,
): Promise<readonly Move[]> {
  const moves: Move[] = [];
  const outputs = plan.windowName === undefined ? new Map([[undefined, files]]) : filesByWindow(files);
  for (const [windowName, files] of outputs) {
    const shards = plan.shards ?? (windowName === undefined ? Math.max(1, files.length) : 1);
    const byShard = new Map(files.map((file, index) => [file.shard ?? index, file.path]));
    for (let shard = 0; shard < shards; shard++) {
      let from = byShard.get(shard);
      if (from === undefined) {
        from = `${folder}/empty-${moves.length}`;
        await writeFramed(fileSystem, from, { plan, parts: [], signal });
      }
      moves.push({ from, to: shardPath(plan.naming, { shard, shards, windowName }) });
    }
  }
  return moves;
}

/** Finds the files of each window, by its name. */
function filesByWindow(files: readonly TempFile[]): ReadonlyMap<string, readonly TempFile[]> {
  const byWindow = Map.groupBy(files, ({ windowName = "" }) => windowName);
  for (const [windowName, its] of byWindow) {
    if (new Set(its.map(({ shard }) => shard)).size === its.length) continue;
    throw new WindowNameError(
      `Files of several windows would have one name, so that some would replace others.`,
      { "name of the windows": windowName },
      "give each window a name of its own:  { windowName: (window) => ... }",
    );
  }
  return byWindow;
}

/** Puts the files of this run into the place of those of an earlier one, whatever their number was. */
async function publish(
  fileSystem: FileSystem,
  folder: string,
  { plan: { naming }, files, moves }: FinishedFiles & { readonly moves: readonly Move[] },
): Promise<void> {
  const windowNames = new Set(files.flatMap(({ windowName }) => windowName ?? []));
  const earlier = (await fileSystem.match(shardGlob(naming))).filter(({ path }) =>
    isShardPath(naming, path, windowNames),
  );
  await replaceFiles(fileSystem, { moves, replaced: earlier.map(({ path }) => path), folder });
}
