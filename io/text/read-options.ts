import { FilePatternError } from "../filesystems/file-errors.ts";
import { checkScheme } from "../filesystems/find-file-system.ts";
import type { Compression } from "./compression.ts";
import { GROUP_BYTES } from "./line-decoder.ts";
import type { LineFormat } from "./line-format.ts";

/** How {@link readText} reads. */
export interface ReadTextOptions extends LineFormat {
  /**
   * How the files are compressed; `"auto"`, when left out, goes by the ends of their names: `.gz`, `.zst`, `.br`,
   * `.deflate`. A compressed file is read by one worker from begin to end.
   */
  readonly compression?: "auto" | Compression;
  /** How many lines at the start of each file are left out; none when left out. */
  readonly skipHeaderLines?: number;
  /** What to do where a pattern matches no file: fail, or read nothing. `"error"` when left out. */
  readonly emptyMatch?: "error" | "allow";
  /**
   * Above how many bytes a file is read in several parts, so that workers can share it. When left out, it is read in up
   * to 64 parts of 4 to 64 MiB, and in more where it is larger.
   */
  readonly splitBytes?: number;
}

/** Which files to read, and how: what a {@link readText} was given, checked and with its defaults. */
export interface ReadPlan {
  readonly patterns: readonly string[];
  readonly format: LineFormat;
  readonly compression: "auto" | Compression;
  readonly skipHeaderLines: number;
  readonly emptyMatch: "error" | "allow";
  /** By a file's size where it is undefined. */
  readonly splitBytes: number | undefined;
}

/** Checks what readText was given, or another reader of lines, without touching a file. */
export function planRead(
  patterns: string | readonly string[],
  options: ReadTextOptions,
  reader = "readText",
): ReadPlan {
  const all = typeof patterns === "string" ? [patterns] : [...patterns];
  if (all.length === 0) throw new TypeError(`${reader} takes at least one pattern.`);
  for (const pattern of all) {
    if (typeof pattern !== "string")
      throw new TypeError(`${reader} takes patterns, which are strings; got ${typeof pattern}.`);
    if (pattern === "")
      throw new FilePatternError(pattern, "it is empty", "name a file, or a pattern such as data/*.txt");
    checkScheme(pattern);
  }
  const { skipHeaderLines = 0, splitBytes, compression = "auto", emptyMatch = "error", ...format } = options;
  const checkWhole = (option: string, value: number, least: number): void => {
    if (Number.isSafeInteger(value) && value >= least) return;
    throw new RangeError(`${reader}: ${option} is a whole number of at least ${least}; got ${value}.`);
  };
  checkWhole("skipHeaderLines", skipHeaderLines, 0);
  if (splitBytes !== undefined) checkWhole("splitBytes", splitBytes, 1);
  if (format.maxLineBytes !== undefined) checkWhole("maxLineBytes", format.maxLineBytes, GROUP_BYTES);
  return { patterns: all, format, compression, skipHeaderLines, emptyMatch, splitBytes };
}
