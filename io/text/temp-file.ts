import { randomUUID } from "node:crypto";
import type { ShardNaming } from "./write-options.ts";

/** A finished file that waits for its final name: what the steps of writeText hand on. */
export interface TempFile {
  readonly path: string;
  /** Which shard it belongs to; null where each file is a shard of its own. */
  readonly shard: number | null;
  /** The name of its window, where the files of each window are an output of their own. */
  readonly windowName?: string;
  /** The folders to remove when all is done. */
  readonly folders: readonly string[];
}

/**
 * Returns the path of a new hidden folder beside the final files: on the same device, so that they need only be renamed,
 * and skipped by patterns that don't ask for hidden names.
 */
export function tempFolderPath(naming: ShardNaming): string {
  return `${naming.folder}.purlin-temp-${randomUUID()}`;
}
