import type { ShardNaming } from "./write-options.ts";

const DIGITS = 5;

/** The path of one file of an output. */
export function shardPath(naming: ShardNaming, shard: number, shards: number): string {
  const number = (n: number): string => String(n).padStart(DIGITS, "0");
  return naming.folder + fill(naming.template, (part) => number(part === "shard" ? shard : shards));
}

/** A pattern of the paths of all files that this output may have, or have had in an earlier run, and of few others. */
export function shardGlob(naming: ShardNaming): string {
  const escape = (text: string): string => text.replace(/[*?[\]{}()!\\]/g, "\\$&");
  const [first = "", ...rest] = naming.template.split(placeholder);
  return escape(naming.folder) + [first, ...rest].map(escape).join("*");
}

/** Says whether a path is that of a file of this output, of this run or an earlier one. */
export function isShardPath(naming: ShardNaming, path: string): boolean {
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = naming.template.split(placeholder).map(escape).join(`\\d{${DIGITS},}`);
  return new RegExp(`^${pattern}$`).test(path.slice(path.lastIndexOf("/") + 1));
}

const placeholder = /\{shards?\}/;

function fill(template: string, numberOf: (part: string) => string): string {
  return template.replace(/\{(shards?)\}/g, (_, part: string) => numberOf(part));
}
