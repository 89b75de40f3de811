import { FilePatternError } from "../filesystems/file-errors.ts";
import { checkScheme } from "../filesystems/find-file-system.ts";
import { compressionOf, type WriteCompression } from "./compression.ts";

/** How {@link writeText} writes. */
export interface WriteTextOptions {
  /**
   * How many files to write. When left out, the runner determines it: a file for each bundle of elements. With a number,
   * all of the files are there, also empty ones, and the lines are spread evenly.
   */
  readonly shards?: number;
  /** What the files' names end in; `".txt"` when left out. */
  readonly suffix?: string;
  /**
   * How the files are named; `"{prefix}-{shard}-of-{shards}{suffix}"` when left out. The numbers have at least five
   * digits. Without `{shard}`, `shards` must be 1.
   */
  readonly template?: string;
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
}

/** How the files of one output are named. */
export interface ShardNaming {
  /** The folder, with the slash at its end; `""` is the working directory. */
  readonly folder: string;
  /** The names in it, with `{shard}` and `{shards}` for the numbers. */
  readonly template: string;
}

/** Checks what writeText was given, without touching a file. */
export function planWrite(prefix: string, options: WriteTextOptions): WritePlan {
  const { shards, header, footer, lineEnding = "\n" } = options;
  const naming = namingOf(prefix, options);
  if (shards !== undefined && (!Number.isSafeInteger(shards) || shards < 1)) {
    throw new RangeError(`writeText: shards is a whole number of at least 1; got ${shards}.`);
  }
  if (!naming.template.includes("{shard}") && shards !== 1) {
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
  };
}

function namingOf(prefix: string, options: WriteTextOptions): ShardNaming {
  const { suffix = ".txt", template = "{prefix}-{shard}-of-{shards}{suffix}" } = options;
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
