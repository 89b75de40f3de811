import type { PaneInfo, Window } from "../../sdk/index.ts";
import { FilePatternError } from "../filesystems/file-errors.ts";
import { checkScheme } from "../filesystems/find-file-system.ts";
import { compressionOf, type WriteCompression } from "./compression.ts";
import { intervalName } from "./window-names.ts";

/** How {@link writeText} writes. */
export interface WriteTextOptions {
  /**
   * How many files to write, or, of elements with windows, how many for each window. When left out, the runner determines
   * it: a file for each bundle of elements; for windows it is one. With a number, all of the files are there, also empty
   * ones, and the lines are spread evenly.
   */
  readonly shards?: number;
  /** What the files' names end in; `".txt"` when left out. */
  readonly suffix?: string;
  /**
   * How the files are named; `"{prefix}-{shard}-of-{shards}{suffix}"` when left out, and of elements with windows
   * `"{prefix}-{window}-{shard}-of-{shards}{suffix}"`. The numbers have at least five digits. Without `{shard}`, `shards`
   * must be 1.
   */
  readonly template?: string;
  /**
   * Returns what stands for `{window}` in the names: something of its own for each window, and for each pane where a window
   * has several. When left out, intervals are named by their bounds:
   * `2026-01-31T23-00-00Z-2026-02-01T00-00-00Z`; windows of your own have no names then.
   */
  readonly windowName?: (window: Window, pane: PaneInfo) => string;
  /** The first line of each file. */
  readonly header?: string;
  /** The last line of each file. */
  readonly footer?: string;
  /** How the files are compressed; `"auto"`, when left out, goes by the suffix: `.gz`. */
  readonly compression?: "auto" | WriteCompression;
  /** What ends a line, the last one too; `"\n"` when left out. */
  readonly lineEnding?: "\n" | "\r\n";
}

/** Which files to write, and how: what a {@link writeText} was given, checked and with its defaults. */
export interface WritePlan {
  readonly naming: ShardNaming;
  /** How many files; undefined where the runner determines it. */
  readonly shards: number | undefined;
  /** The bytes before the lines of each file. */
  readonly head: string;
  /** The bytes after the lines of each file. */
  readonly foot: string;
  readonly compression: WriteCompression;
  readonly lineEnding: string;
  /** Names the files of each window; undefined where all elements are written to the same files. */
  readonly windowName: ((window: Window, pane: PaneInfo) => string) | undefined;
}

/** How the files of one output are named. */
export interface ShardNaming {
  /** The folder, with the slash at its end; `""` is the working directory. */
  readonly folder: string;
  /** The names in it, with `{shard}` and `{shards}` for the numbers, and `{window}` for the name of the window. */
  readonly template: string;
}

/**
 * Checks what writeText was given, without touching a file.
 *
 * @param isWindowed - whether each window gets files of its own
 */
export function planWrite(prefix: string, options: WriteTextOptions, isWindowed = false): WritePlan {
  const { shards, header, footer, lineEnding = "\n" } = options;
  const naming = namingOf(prefix, options, isWindowed);
  if (shards !== undefined && (!Number.isSafeInteger(shards) || shards < 1)) {
    throw new RangeError(`writeText: shards is a whole number of at least 1; got ${shards}.`);
  }
  // Of each window there is one file anyway.
  if (!naming.template.includes("{shard}") && shards !== 1 && !(isWindowed && shards === undefined)) {
    throw new RangeError('writeText: a template without "{shard}" names one file, so it needs { shards: 1 }.');
  }
  const line = (text: string | undefined): string => (text === undefined ? "" : text + lineEnding);
  return {
    naming,
    shards,
    head: line(header),
    foot: line(footer),
    compression: compressionFor(naming, options),
    lineEnding,
    windowName: isWindowed ? (options.windowName ?? intervalName) : undefined,
  };
}

const TEMPLATE = "{prefix}-{shard}-of-{shards}{suffix}";
const WINDOWED_TEMPLATE = "{prefix}-{window}-{shard}-of-{shards}{suffix}";

function namingOf(prefix: string, options: WriteTextOptions, isWindowed: boolean): ShardNaming {
  const { suffix = ".txt", template = isWindowed ? WINDOWED_TEMPLATE : TEMPLATE } = options;
  checkScheme(prefix);
  const name = prefix.slice(prefix.lastIndexOf("/") + 1);
  if (name === "" || name === "." || name === "..") {
    throw new FilePatternError(
      prefix,
      "it names a folder",
      `add how the files' names begin:  ${prefix.replace(/\/$/, "")}/part`,
    );
  }
  if (template.includes("/") || suffix.includes("/")) {
    throw new FilePatternError(
      `${template} with suffix ${suffix}`,
      "a file's name has no slash",
      "put folders into the prefix",
    );
  }
  return {
    folder: prefix.slice(0, prefix.length - name.length),
    // By a function, because the dollars of a replacement string have a meaning.
    template: template.replace(/\{(prefix|suffix)\}/g, (_, part: string) => (part === "prefix" ? name : suffix)),
  };
}

function compressionFor({ template }: ShardNaming, { compression = "auto" }: WriteTextOptions): WriteCompression {
  if (compression !== "auto") return compression;
  const found = compressionOf(template);
  if (found === "none" || found === "gzip") return found;
  throw new FilePatternError(
    template,
    "files can't be written in the compression that its end tells",
    'end it in .gz, or say { compression: "none" }',
  );
}
