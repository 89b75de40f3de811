import { PurlinError } from "../../../sdk/values/purlin-error.ts";

/** What is written to disk, and where. */
export interface SpillPlace {
  /** The step that the elements wait for. */
  readonly step: string;
  readonly folder: string;
}

const anotherFolder = "name a folder with room on a disk:  --direct.tempFolder=FOLDER";
const moreMemory = "give the runner more memory for them:  --direct.memoryMegabytes=1024";

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the device",
  EDQUOT: "the disk quota is exceeded",
  EACCES: "permission is denied",
  EPERM: "the system doesn't permit it",
  ENOENT: "there is no such folder",
  ENOTDIR: "that is no folder",
  EROFS: "the file system is read-only",
  EMFILE: "this process has too many open files",
  EFBIG: "the file would get too large",
};

/** Thrown when elements have outgrown memory, and can't be written to disk. */
export class SpillWriteError extends PurlinError {
  constructor({ step, folder }: SpillPlace, cause: unknown) {
    super("SpillWriteError", "PURLIN_SPILL_WRITE", {
      summary:
        `The elements on their way to step "${step}" have outgrown memory, and can't be written to ` +
        `${JSON.stringify(folder)}: ${reasonOf(cause)}.`,
      facts: { folder, ...systemError(cause) },
      remedies: [anotherFolder, moreMemory],
      cause,
    });
  }
}

/** Thrown when elements that were written to disk can't be read again. */
export class SpillReadError extends PurlinError {
  /** @param cause - undefined when they are gone with the job */
  constructor({ step, folder }: SpillPlace, cause: unknown) {
    super("SpillReadError", "PURLIN_SPILL_READ", {
      summary:
        cause === undefined
          ? `The values of a group that step "${step}" was given are gone: they lay on disk, and the job has ended.`
          : `The elements on their way to step "${step}" can't be read from ${JSON.stringify(folder)} again: ${reasonOf(cause)}.`,
      facts: { folder, ...systemError(cause) },
      remedies: [cause === undefined ? "copy values that are needed later:  [...values]" : anotherFolder],
      cause,
    });
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  return reasons[code] ?? cause.message;
}

function systemError(cause: unknown): Record<string, string> {
  return cause instanceof Error && "code" in cause ? { "system error": cause.message } : {};
}
