import type { FileReader } from "../../io/filesystems/file-system.ts";

/** Returns a reader of bytes in memory that gives at most `chunkBytes` of them at a time. */
export function bytesReader(bytes: Uint8Array, chunkBytes: number): FileReader {
  let at = 0;
  return {
    read(target) {
      const part = bytes.subarray(at, at + Math.min(chunkBytes, target.byteLength));
      target.set(part);
      at += part.byteLength;
      return Promise.resolve(part.byteLength);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
