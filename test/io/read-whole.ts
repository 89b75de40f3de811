import type { FileReader } from "../../io/filesystems/file-system.ts";

/** Reads a file to its end, in pieces of at most `chunkBytes`, and closes it. */
export async function readWhole(reader: FileReader, chunkBytes = 10_000): Promise<Buffer> {
  await using file = reader;
  const parts: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.alloc(chunkBytes);
    const count = await file.read(chunk);
    if (count === 0) return Buffer.concat(parts);
    parts.push(chunk.subarray(0, count));
  }
}
