import { access, mkdir, open, rename, rm, type FileHandle } from "node:fs/promises";
import { FileNotFoundError, FileReadError, FileWriteError, systemErrorCode } from "./file-errors.ts";
import type { FileReader, FileSystem, FileWriter, ReadOptions } from "./file-system.ts";
import { localPath } from "./local-path.ts";
import { matchLocalFiles } from "./match-local-files.ts";

/** The files of this machine, by paths or `file://` URLs. */
export const localFileSystem: FileSystem = Object.freeze({
  scheme: "file",
  match: matchLocalFiles,
  openRead,
  create,

  async rename(from: string, to: string): Promise<void> {
    try {
      await rename(localPath(from), localPath(to));
    } catch (cause) {
      throw systemErrorCode(cause) === "ENOENT" && !(await exists(from))
        ? notFound(from, cause)
        : new FileWriteError(to, cause);
    }
  },

  async delete(path: string): Promise<void> {
    await writing(path, () => rm(localPath(path), { recursive: true, force: true }));
  },

  async mkdirs(path: string): Promise<void> {
    await writing(path, () => mkdir(localPath(path), { recursive: true }));
  },

  exists,
});

async function exists(path: string): Promise<boolean> {
  try {
    await access(localPath(path));
    return true;
  } catch (cause) {
    if (["ENOENT", "ENOTDIR"].includes(systemErrorCode(cause) ?? "")) return false;
    throw new FileReadError(path, cause);
  }
}

async function openRead(path: string, { start = 0 }: ReadOptions = {}): Promise<FileReader> {
  let file: FileHandle;
  try {
    file = await open(localPath(path), "r");
  } catch (cause) {
    throw systemErrorCode(cause) === "ENOENT" ? notFound(path, cause) : new FileReadError(path, cause);
  }
  // A pipe can't be read from a place, only from where it stands.
  let position = start === 0 ? null : start;
  return {
    async read(target) {
      try {
        const { bytesRead } = await file.read(target, 0, target.byteLength, position);
        if (position !== null) position += bytesRead;
        return bytesRead;
      } catch (cause) {
        throw new FileReadError(path, cause);
      }
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}

async function create(path: string): Promise<FileWriter> {
  const file = await writing(path, () => open(localPath(path), "w"));
  return {
    async write(bytes) {
      for (let done = 0; done < bytes.byteLength;) {
        const { bytesWritten } = await writing(path, () => file.write(bytes, done));
        done += bytesWritten;
      }
    },
    close: () => writing(path, () => file.close()),
    async abort() {
      await file.close();
      await writing(path, () => rm(localPath(path), { force: true }));
    },
  };
}

async function writing<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw new FileWriteError(path, cause);
  }
}

function notFound(path: string, cause: unknown): FileNotFoundError {
  return new FileNotFoundError(path, {
    remedies: ["correct the path", "leave the file where it is while the pipeline runs"],
    cause,
  });
}
