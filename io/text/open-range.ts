import type { FileReader } from "../filesystems/file-system.ts";
import { findFileSystem } from "../filesystems/find-file-system.ts";
import { decompress } from "./decompress.ts";
import type { TextRange } from "./find-ranges.ts";
import { firstByteOf } from "./read-lines.ts";

/** Large enough that a chunk's promise costs nothing beside its lines; larger ones leave the processor's cache. */
export const CHUNK_BYTES = 256 * 1024;

/** Opens the file of a range where the range must be read from, decompressed. */
export async function openRange(range: TextRange): Promise<FileReader> {
  const { path, compression } = range;
  const fileSystem = await findFileSystem(path);
  const plain = await fileSystem.openRead(path, { start: firstByteOf(range) });
  return compression === "none" ? plain : decompress(plain, path, compression);
}
