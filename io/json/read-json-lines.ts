import type { PCollection, RootTransform } from "../../sdk/index.ts";
import { readRecords, type BadRowOptions, type ReadRows } from "../records/read-records.ts";
import { planRows, type RowOf, type RowSchema } from "../records/row-plan.ts";
import { planRead, type ReadTextOptions } from "../text/read-options.ts";
import { JsonReader } from "./json-reader.ts";
import { rowParser } from "./parse-value.ts";

/** How {@link readJsonLines} reads. */
export interface ReadJsonLinesOptions extends Omit<ReadTextOptions, "skipHeaderLines">, BadRowOptions {
  /** What the rows are: a schema of Purlin, or of a library such as zod. Any JSON where left out. */
  readonly schema?: RowSchema;
}

/** The rows that {@link readJsonLines} gives with these options. */
export type JsonRow<Options> = RowOf<Options extends { readonly schema: infer S } ? S : undefined, unknown>;

/**
 * Reads files of which each line is a JSON value (JSON lines, NDJSON), and returns the values. With a schema they are
 * checked and made of its types, also those that JSON lacks: instants of ISO 8601, bytes of Base64, bigints of strings of
 * digits, Maps of objects or arrays of pairs. A library's schema then validates each row.
 *
 * Blank lines are left out. Large files are read in several parts; the order of lines is not kept.
 *
 * @param patterns - as readText takes them; compressed files too
 * @returns the values; with `{ onBadRow: "deadLetter" }` an object of `output` and `errors`, the lines that can't be read
 * @throws BadRowError when the pipeline runs, and what readText throws
 *
 * @example
 * ```ts
 * const order = z.object({ id: z.int(), at: z.date() });
 * const orders = p.apply(readJsonLines("orders/*.jsonl.gz", { schema: order }));
 * ```
 */
export function readJsonLines(patterns: string | readonly string[]): RootTransform<PCollection<unknown>>;
export function readJsonLines<const Options extends ReadJsonLinesOptions>(
  patterns: string | readonly string[],
  options: Options,
): RootTransform<ReadRows<JsonRow<Options>, Options>>;
export function readJsonLines(
  patterns: string | readonly string[],
  options: ReadJsonLinesOptions = {},
): RootTransform<unknown> {
  const { schema, onBadRow = "fail", ...text } = options;
  const rows = schema && planRows(schema, "readJsonLines");
  const parse = rows && rowParser(rows.fields, rows.isLenient);
  return readRecords("readJsonLines", {
    plan: planRead(patterns, text, "readJsonLines"),
    rows: rows?.rows,
    onBadRow,
    reader: ({ path, start, skipLines }, sink) =>
      new JsonReader({ path, linesBefore: start === 0 ? skipLines : undefined, parse, validate: rows?.validate }, sink),
  });
}
