import type { PCollection } from "../../sdk/index.ts";
import type { WriteTextOptions } from "../text/write-options.ts";
import { writeText } from "../text/write-text.ts";
import { jsonValue } from "./json-value.ts";

/** How {@link writeJsonLines} writes: as writeText does, but for what is said here. */
export interface WriteJsonLinesOptions extends Omit<WriteTextOptions, "header" | "footer"> {
  /** What the files' names end in; `".jsonl"` when left out. */
  readonly suffix?: string;
}

/**
 * Writes each element as a line of JSON, which {@link readJsonLines} reads as the same with a schema of the elements: Dates
 * in ISO 8601, bytes in Base64, bigints and numbers that are not finite as strings. It returns the names of the files, as
 * writeText does.
 *
 * @param prefix - the files' folder and how their names begin
 * @throws JsonValueError when the pipeline runs, for what JSON can't hold; otherwise what writeText throws
 *
 * @example
 * ```ts
 * orders.apply(writeJsonLines("out/orders", { suffix: ".jsonl.gz" }));
 * ```
 */
export function writeJsonLines(
  prefix: string,
  options: WriteJsonLinesOptions = {},
): <T>(elements: PCollection<T>) => PCollection<string> {
  const { suffix = ".jsonl", ...text } = options;
  return function writeJsonLines<T>(elements: PCollection<T>): PCollection<string> {
    return elements
      .map("Format", (element) => JSON.stringify(jsonValue(element)))
      .apply("Write", writeText(prefix, { ...text, suffix }));
  };
}
