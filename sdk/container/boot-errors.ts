import { PurlinError } from "../values/purlin-error.ts";

/** Thrown when a worker can't be started. */
export class BootError extends PurlinError {
  constructor(
    summary: string,
    facts: Readonly<Record<string, string>> = {},
    remedies: readonly string[] = [],
    cause?: unknown,
  ) {
    super("BootError", "PURLIN_BOOT", { summary, facts, remedies, cause });
  }
}

/** Thrown when a file that a runner gives is not the one that was staged. */
export class WrongArtifactError extends PurlinError {
  constructor(name: string, expected: string, found: string, sizeBytes: number) {
    super("WrongArtifactError", "PURLIN_WRONG_ARTIFACT", {
      summary: `The runner gave a file "${name}" that is not the one that was staged.`,
      facts: { "sha256 staged": expected, "sha256 given": found, "bytes given": String(sizeBytes) },
      remedies: ["submit the job again", "look whether something on the way, such as a cache of artifacts, is damaged"],
    });
  }
}
