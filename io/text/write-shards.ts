import { doFn, END_OF_GLOBAL_WINDOW, GLOBAL_WINDOW, type PCollection } from "../../sdk/index.ts";
import { findFileSystem } from "../filesystems/find-file-system.ts";
import { ShardSet } from "./shard-set.ts";
import type { TempFile } from "./temp-file.ts";
import type { WritePlan } from "./write-options.ts";

/**
 * Writes each bundle's lines to files in a hidden folder, and returns those files when the bundle has ended: one file, or
 * where the number of shards is fixed one for each of them. What a failed bundle has written is returned by nobody.
 */
export function writeShards(lines: PCollection<string>, plan: WritePlan): PCollection<TempFile> {
  const write = doFn<string, TempFile>()({
    setup: async ({ step }) => new ShardSet(plan, { step, fileSystem: await findFileSystem(plan.naming.folder) }),
    startBundle: ({ resources }) => resources.start(),
    process: (line, { resources }) => resources.add(line),
    async finishBundle({ resources, emit }) {
      for (const file of await resources.finish())
        emit(file, { timestamp: END_OF_GLOBAL_WINDOW, window: GLOBAL_WINDOW });
    },
    teardown: (resources, { hasJobFailed }) => resources.discard(hasJobFailed),
  });
  return lines.parDo("Write", write);
}
