// The errors of files. Each says which path, which call of the system failed and how, and what helps against it.

import { PurlinError } from "../../sdk/index.ts";

/** Thrown when a pattern matches no file, or a file that should be read is not there. */
export class FileNotFoundError extends PurlinError {
  constructor(path: string, { remedies, cause }: { readonly remedies: readonly string[]; readonly cause?: unknown }) {
    super("FileNotFoundError", "PURLIN_FILE_NOT_FOUND", {
      summary: `There is no file ${JSON.stringify(path)}.`,
      facts: { path, ...workingDirectory(path), ...systemFacts(cause) },
      remedies,
      cause,
    });
  }
}

/** What is known of why a file can't be read or written. */
export interface FileFailure {
  /** The reason, as the end of a sentence: `"permission is denied"`. */
  readonly reason: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly remedies: readonly string[];
}

/** Thrown when a file or folder can't be read. */
export class FileReadError extends PurlinError {
  /** @param failure - what the file system knows of the cause; when left out, it is a local one */
  constructor(path: string, cause: unknown, failure: FileFailure = systemFailure(cause, "read")) {
    super("FileReadError", "PURLIN_FILE_READ", {
      summary: `${JSON.stringify(path)} can't be read: ${failure.reason}.`,
      facts: { path, ...workingDirectory(path), ...failure.facts },
      remedies: failure.remedies,
      cause,
    });
  }
}

/** Thrown when a file or folder can't be written, renamed or removed. */
export class FileWriteError extends PurlinError {
  /** @param failure - what the file system knows of the cause; when left out, it is a local one */
  constructor(path: string, cause: unknown, failure: FileFailure = systemFailure(cause, "write")) {
    super("FileWriteError", "PURLIN_FILE_WRITE", {
      summary: `${JSON.stringify(path)} can't be written: ${failure.reason}.`,
      facts: { path, ...workingDirectory(path), ...failure.facts },
      remedies: failure.remedies,
      cause,
    });
  }
}

/** Thrown when a pattern can't stand for files. */
export class FilePatternError extends PurlinError {
  constructor(pattern: string, problem: string, remedy: string) {
    super("FilePatternError", "PURLIN_FILE_PATTERN", {
      summary: `${JSON.stringify(pattern)} can't stand for files: ${problem}.`,
      facts: { pattern },
      remedies: [remedy],
    });
  }
}

/** Thrown when a URL is of a scheme that no file system here has. */
export class FileSchemeError extends PurlinError {
  constructor(url: string, { scheme, supported }: { readonly scheme: string; readonly supported: readonly string[] }) {
    super("FileSchemeError", "PURLIN_FILE_SCHEME", {
      summary: `There is no file system for "${scheme}://", which ${JSON.stringify(url)} needs.`,
      facts: { supported: ["local paths", ...supported.map((name) => `${name}://`)].join(", ") },
      remedies: ["copy the files to where this program runs, and give their local path"],
    });
  }
}

/** Thrown when a file got shorter between being found and being read. */
export class FileChangedError extends PurlinError {
  constructor(path: string, { expected, found }: { readonly expected: number; readonly found: number }) {
    super("FileChangedError", "PURLIN_FILE_CHANGED", {
      summary: `${JSON.stringify(path)} got shorter while the pipeline ran.`,
      facts: { path, "bytes when it was found": String(expected), "bytes when it was read": String(found) },
      remedies: ["run the pipeline when nothing else writes its input", "read a copy of the file"],
    });
  }
}

/** The code of a system error, such as `ENOENT`; `undefined` for all other errors. */
export function systemErrorCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

const reasons: Readonly<Record<string, readonly [reason: string, ...remedies: string[]]>> = {
  EACCES: ["permission is denied", "give the user that runs this program the permission to {verb} it"],
  EPERM: ["the system doesn't permit it", "give the user that runs this program the permission to {verb} it"],
  ENOTDIR: ["a part of its path is a file, not a folder", "correct the path"],
  EISDIR: ["it is a folder", "name a file in it"],
  ELOOP: ["its symbolic links lead in a circle", "remove or correct the link"],
  ENAMETOOLONG: ["its name is too long", "choose a shorter one"],
  ENOENT: ["it is not there", "correct the path"],
  ENOSPC: ["no space is left on the device", "free some space there", "write to another device"],
  EDQUOT: ["the disk quota is exceeded", "free some space there", "write to another device"],
  EROFS: ["the file system there is read-only", "write to another place"],
  EMFILE: ["this process has too many open files", "raise the limit:  ulimit -n 65536", "write fewer shards"],
  EXDEV: ["it can't be moved to another device", "write to a place that is not a mount point itself"],
};

function systemFailure(cause: unknown, verb: string): FileFailure {
  return { reason: reasonOf(cause), facts: systemFacts(cause), remedies: remediesFor(cause, verb) };
}

function reasonOf(cause: unknown): string {
  const known = reasons[systemErrorCode(cause) ?? ""];
  if (known !== undefined) return known[0];
  return cause instanceof Error ? cause.message : String(cause);
}

function remediesFor(cause: unknown, verb: string): readonly string[] {
  const [, ...remedies] = reasons[systemErrorCode(cause) ?? ""] ?? ["", "look up the system's error, and try again"];
  return remedies.map((remedy) => remedy.replace("{verb}", verb));
}

function systemFacts(cause: unknown): Record<string, string> {
  if (!(cause instanceof Error)) return {};
  const call: unknown = "syscall" in cause ? cause.syscall : undefined;
  return {
    ...(typeof call === "string" ? { "system call": call } : {}),
    ...("code" in cause ? { "system error": cause.message } : {}),
  };
}

function workingDirectory(path: string): Record<string, string> {
  return path.startsWith("/") || path.includes("://") ? {} : { "relative to": process.cwd() };
}
