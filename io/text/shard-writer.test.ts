import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FileWriteError } from "../filesystems/file-errors.ts";
import type { FileSystem } from "../filesystems/file-system.ts";
import { localFileSystem } from "../filesystems/local-file-system.ts";
import { ShardWriter } from "./shard-writer.ts";

/** A file in memory whose writes end when `release` is called, and fail where `failure` is set. */
function slowFile() {
  const file = {
    bytes: Buffer.alloc(0),
    failure: undefined as Error | undefined,
    releases: [] as (() => void)[],
    isClosed: false,
  };
  const fileSystem: FileSystem = {
    ...localFileSystem,
    create: () =>
      Promise.resolve({
        write: async (bytes) => {
          await new Promise<void>((release) => file.releases.push(release));
          if (file.failure !== undefined) throw file.failure;
          file.bytes = Buffer.concat([file.bytes, bytes]);
        },
        close: () => {
          file.isClosed = true;
          return Promise.resolve();
        },
        abort: () => Promise.resolve(),
      }),
  };
  return { file, fileSystem };
}

const format = { compression: "none", lineEnding: "\n" } as const;

function writerTo(fileSystem: FileSystem, sizes: { batchBytes: number; waitingBytes: number }): ShardWriter {
  return new ShardWriter({ fileSystem, path: "f", format, ...sizes });
}

async function releaseAll(file: { releases: (() => void)[] }, until: Promise<unknown>): Promise<void> {
  const waiting = Symbol("waiting");
  const tick = (): Promise<symbol> => new Promise((resolve) => setImmediate(resolve, waiting));
  while ((await Promise.race([until, tick()])) === waiting) file.releases.shift()?.();
}

describe("a shard", () => {
  it("holds all lines in their order, whatever their sizes and the sizes of batches", async () => {
    const lines = fc.array(fc.string({ unit: "grapheme", maxLength: 30 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 8, max: 64 }), fc.nat(64), async (lines, batchBytes, waitingBytes) => {
        const { file, fileSystem } = slowFile();
        const writer = writerTo(fileSystem, { batchBytes, waitingBytes });
        for (const line of lines) {
          const waiting = writer.add(line);
          if (waiting !== undefined) await releaseAll(file, waiting);
        }
        await releaseAll(file, writer.close());
        expect(file.bytes.toString()).toBe(lines.map((line) => `${line}\n`).join(""));
        expect(file.isClosed).toBe(true);
      }),
    );
  });

  it("keeps the order of lines that are added while an earlier one waits", async () => {
    const { file, fileSystem } = slowFile();
    const writer = writerTo(fileSystem, { batchBytes: 8, waitingBytes: 10 });
    for (let i = 0; i < 50; i++) void writer.add(`line ${i}`);
    await releaseAll(file, writer.close());
    expect(file.bytes.toString()).toBe(Array.from({ length: 50 }, (_, i) => `line ${i}\n`).join(""));
  });

  it("asks to wait only while more than so many bytes wait for the disk", async () => {
    const { file, fileSystem } = slowFile();
    const writer = writerTo(fileSystem, { batchBytes: 16, waitingBytes: 48 });
    const asked = Array.from({ length: 8 }, () => writer.add("0123456789") !== undefined);
    expect(asked).toEqual([false, false, false, false, true, true, true, true]);
    await releaseAll(file, writer.close());
  });

  it("fails at the next line, and when it is closed, where it could not be written", async () => {
    const { file, fileSystem } = slowFile();
    file.failure = new FileWriteError("f", new Error("no space"));
    const writer = writerTo(fileSystem, { batchBytes: 8, waitingBytes: 0 });
    void writer.add("abcdef");
    const waiting = writer.add("ghijkl");
    expect(waiting).toBeInstanceOf(Promise);
    await releaseAll(file, waiting ?? Promise.resolve());
    expect(() => writer.add("x")).toThrow(FileWriteError);
    await expect(writer.close()).rejects.toThrow(FileWriteError);
    await writer.abort();
    expect(file.bytes).toHaveLength(0);
  });
});
