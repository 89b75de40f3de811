import type { FileSystem } from "../filesystems/file-system.ts";
import { inParallel } from "../filesystems/in-parallel.ts";

/** A store far away takes as long for a file as a disk for hundreds. */
export const FILES_AT_ONCE = 16;

/** A file and its new path. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** What {@link replaceFiles} does. */
interface Replacement {
  readonly moves: readonly Move[];
  /** The files that make room. */
  readonly replaced: readonly string[];
  /** Where these are put, until the caller removes them. */
  readonly folder: string;
}

/**
 * Moves files to their places, and others out of the way. Where a step of it fails, all is moved back as it was, so that
 * an earlier output stays whole and nothing of the new one is seen.
 *
 * A file that is not there but has arrived at its place was moved by an attempt whose worker died: that is left so.
 */
export async function replaceFiles(fileSystem: FileSystem, { moves, replaced, folder }: Replacement): Promise<void> {
  const open: Move[] = [];
  const arrived = new Set<string>();
  await inParallel(moves, FILES_AT_ONCE, async (move) => {
    if (!(await fileSystem.exists(move.from)) && (await fileSystem.exists(move.to))) arrived.add(nameOf(move.to));
    else open.push(move);
  });
  const aside = replaced
    .filter((path) => !arrived.has(nameOf(path)))
    .map((path, index) => ({ from: path, to: `${folder}/replaced-${index}` }));
  const undo: (() => Promise<void>)[] = [];
  try {
    await inParallel(aside, FILES_AT_ONCE, async ({ from, to }) => {
      await fileSystem.rename(from, to);
      undo.push(() => fileSystem.rename(to, from));
    });
    await inParallel(open, FILES_AT_ONCE, async ({ from, to }) => {
      await fileSystem.rename(from, to);
      // Where a job that has failed elsewhere has removed its folders meanwhile, there is no way back, and no need.
      undo.push(() => fileSystem.rename(to, from).catch(() => fileSystem.delete(to)));
    });
  } catch (error) {
    await undoAll(undo, error);
    throw error;
  }
}

async function undoAll(undo: readonly (() => Promise<void>)[], error: unknown): Promise<void> {
  const failures: unknown[] = [];
  for (const step of undo.toReversed()) await step().catch((failure: unknown) => failures.push(failure));
  if (failures.length === 0) return;
  throw new AggregateError(
    [error, ...failures],
    "An output could not be put in place, nor the earlier one be put back.",
  );
}

/** All of the files lie in one folder, which may be written in two ways. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
