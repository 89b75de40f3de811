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

/** What is known of a file's contents: its sha256, in lower-case hexadecimal. */
export interface ArtifactHashes {
  /** What the submitter has computed. */
  readonly staged: string;
  /** What the runner says before it gives the file, where it says so. */
  readonly announced: string | undefined;
  /** What has come. */
  readonly given: string;
}

/** Thrown when a file that a runner gives is not the one that was staged. */
export class WrongArtifactError extends PurlinError {
  constructor(name: string, sha256: ArtifactHashes, sizeBytes: number) {
    super("WrongArtifactError", "PURLIN_WRONG_ARTIFACT", {
      summary: `The runner gave a file "${name}" that is not the one that was staged.`,
      facts: {
        "sha256 staged": sha256.staged,
        ...(sha256.announced === undefined ? {} : { "sha256 announced": sha256.announced }),
        "sha256 given": sha256.given,
        "bytes given": String(sizeBytes),
      },
      remedies: ["submit the job again", "look whether something on the way, such as a cache of artifacts, is damaged"],
    });
  }
}
