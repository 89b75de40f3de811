import type { ShardNaming } from "./write-options.ts";

const DIGITS = 5;

/** Which file of an output it is. */
export interface ShardNumber {
  readonly shard: number;
  readonly shards: number;
  /** The name of its window, where each window has files of its own. */
  readonly windowName?: string | undefined;
}

/** The path of one file of an output. */
export function shardPath(naming: ShardNaming, { shard, shards, windowName = "" }: ShardNumber): string {
  const number = (n: number): string => String(n).padStart(DIGITS, "0");
  const parts: Readonly<Record<string, string>> = { shard: number(shard), shards: number(shards), window: windowName };
  // By a function, because the dollars of a replacement string have a meaning.
  return naming.folder + naming.template.replace(/\{(shards?|window)\}/g, (_, part: string) => parts[part] ?? "");
}

/** A pattern of the paths of all files that this output may have, or have had in an earlier run, and of few others. */
export function shardGlob(naming: ShardNaming): string {
  const escape = (text: string): string => text.replace(/[*?[\]{}()!\\]/g, "\\$&");
  const [first = "", ...rest] = naming.template.split(placeholder);
  return escape(naming.folder) + [first, ...rest].map(escape).join("*");
}

/**
 * Says whether a path is that of a file of this output, of this run or an earlier one.
 *
 * @param windowNames - the windows whose files are asked for, where each has files of its own
 */
export function isShardPath(naming: ShardNaming, path: string, windowNames?: ReadonlySet<string>): boolean {
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  let isFirstWindow = true;
  const pattern = naming.template.replace(/\{(?:shards?|window)\}|[^{]+|\{/g, (part) => {
    if (/^\{shards?\}$/.test(part)) return `\\d{${DIGITS},}`;
    if (part !== "{window}") return escape(part);
    const isFirst = isFirstWindow;
    isFirstWindow = false;
    return isFirst ? "(?<window>.+)" : "\\k<window>";
  });
  const match = new RegExp(`^${pattern}$`).exec(path.slice(path.lastIndexOf("/") + 1));
  const windowName = match?.groups?.window;
  return match !== null && (windowName === undefined || windowNames?.has(windowName) === true);
}

const placeholder = /\{(?:shards?|window)\}/;
