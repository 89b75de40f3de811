import { FileNotFoundError } from "../filesystems/file-errors.ts";
import type { FileMetadata } from "../filesystems/file-system.ts";
import { findFileSystem } from "../filesystems/find-file-system.ts";
import { COMPRESSED_EXTENSIONS, compressionOf, type Compression } from "./compression.ts";
import type { ByteRange } from "./line-format.ts";
import type { ReadPlan } from "./read-options.ts";
import { CompressedFileError } from "./text-errors.ts";

const MEBIBYTE = 1024 * 1024;

const remedies = ["correct the path or the pattern", 'read nothing where nothing matches:  { emptyMatch: "allow" }'];

/** A part of a text file to be read. */
export interface TextRange extends ByteRange {
  readonly compression: Compression;
}

/**
 * Finds the files of all patterns, each once, and cuts large ones into ranges.
 *
 * @throws FileNotFoundError when a pattern matches nothing, unless that is allowed
 */
export async function findRanges(plan: ReadPlan): Promise<readonly TextRange[]> {
  const files = new Map<string, FileMetadata>();
  for (const pattern of plan.patterns) {
    const found = await (await findFileSystem(pattern)).match(pattern);
    if (found.length === 0 && plan.emptyMatch === "error") throw new FileNotFoundError(pattern, { remedies });
    for (const file of found) files.set(file.path, file);
  }
  const ranges = await Promise.all([...files.values()].map((file) => rangesOf(file, plan)));
  return ranges.flat();
}

async function rangesOf(file: FileMetadata, plan: ReadPlan): Promise<readonly TextRange[]> {
  const { path, sizeBytes } = file;
  const compression =
    plan.compression === "auto" ? (file.compression ?? compressionOf(path) ?? refuse(path)) : plan.compression;
  const whole = {
    path,
    start: 0,
    end: compression === "none" ? sizeBytes : Infinity,
    skipLines: plan.skipHeaderLines,
    compression,
  };
  const { splitBytes = splitBytesOf(sizeBytes) } = plan;
  const isSplittable = compression === "none" && file.isReadSeekEfficient && sizeBytes > splitBytes;
  if (!isSplittable) return sizeBytes === 0 ? [] : [whole];
  // Only the first range would see the header, and the header may be longer than that.
  const first = plan.skipHeaderLines === 0 ? 0 : await endOfLines(path, plan.skipHeaderLines);
  return splitEvenly(first, sizeBytes, splitBytes).map(([start, end]) => ({
    path,
    start,
    end,
    skipLines: 0,
    compression,
  }));
}

function refuse(path: string): never {
  throw new CompressedFileError(path, {
    summary: `of the compressed ones, only files are read that end in ${COMPRESSED_EXTENSIONS.join(", ")}`,
    remedies: ["decompress it before", 'if it is plain text, say so:  { compression: "none" }'],
  });
}

/**
 * How large the parts of a file are at most: small enough that workers end at about the same time, large enough that
 * opening the file again costs nothing beside reading it.
 */
function splitBytesOf(sizeBytes: number): number {
  return Math.min(Math.max(Math.ceil(sizeBytes / 64), 4 * MEBIBYTE), 64 * MEBIBYTE);
}

/** Cuts `start` to `end` into as few parts of about one size as there are with at most `most` bytes each. */
function splitEvenly(start: number, end: number, most: number): readonly (readonly [start: number, end: number])[] {
  const count = Math.ceil((end - start) / most);
  const edge = (part: number): number => start + Math.round(((end - start) * part) / count);
  return Array.from({ length: count }, (_, part) => [edge(part), edge(part + 1)]);
}

/** The offset after so many lines, or the end of the file. */
async function endOfLines(path: string, count: number): Promise<number> {
  await using file = await (await findFileSystem(path)).openRead(path);
  const chunk = Buffer.allocUnsafe(64 * 1024);
  for (let offset = 0, left = count; ;) {
    const held = await file.read(chunk);
    if (held === 0) return offset;
    const bytes = chunk.subarray(0, held);
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) {
      if (--left === 0) return offset + at + 1;
    }
    offset += held;
  }
}
