import type { PCollection, RootTransform } from "../../sdk/index.ts";
import { readRecords, type ReadRows } from "../records/read-records.ts";
import type { RowOf } from "../records/row-plan.ts";
import type { TextRange } from "../text/find-ranges.ts";
import { openRange } from "../text/open-range.ts";
import { readLines } from "../text/read-lines.ts";
import { CsvReader } from "./csv-reader.ts";
import { planCsv, type CsvPlan, type ReadCsvOptions } from "./csv-plan.ts";
import { splitQuoted, type Cell } from "./split-fields.ts";

/** The rows that {@link readCsv} gives with these options. */
export type CsvRow<Options> = RowOf<
  Options extends { readonly schema: infer S } ? S : undefined,
  Record<Options extends { readonly columns: readonly (infer C extends string)[] } ? C : string, string>
>;

/**
 * Reads CSV files (RFC 4180), and returns their rows as objects. Their types are those of the schema: numbers, booleans,
 * instants in ISO 8601, bytes in Base64. A field that is empty and not quoted is null or left out where it may be, and an
 * empty string where it is a string; quoted, it is an empty string. A library's schema then validates each row.
 *
 * Files are read side by side, each from begin to end: a large one in parts only with `quotedNewlines: false`. Columns
 * that the schema doesn't name are left out; the order of rows is not kept.
 *
 * @param patterns - as readText takes them; compressed files too
 * @returns the rows; with `{ onBadRow: "deadLetter" }` an object of `output` and `errors`, the rows that can't be read
 * @throws CsvColumnError, at once, when a field of the schema can't be a column. When the pipeline runs: CsvHeaderError,
 *   BadRowError, and what readText throws
 *
 * @example
 * ```ts
 * const order = schema.struct({ id: schema.int64(), price: schema.double(), note: schema.nullable(schema.string()) });
 * const orders = p.apply(readCsv("orders/*.csv", { schema: order }));
 * const { output, errors } = p.apply("Plays", readCsv("plays.tsv", { schema: zodPlay, delimiter: "\t", onBadRow: "deadLetter" }));
 * ```
 */
export function readCsv(patterns: string | readonly string[]): RootTransform<PCollection<Record<string, string>>>;
export function readCsv<const Options extends ReadCsvOptions>(
  patterns: string | readonly string[],
  options: Options,
): RootTransform<ReadRows<CsvRow<Options>, Options>>;
export function readCsv(patterns: string | readonly string[], options: ReadCsvOptions = {}): RootTransform<unknown> {
  const plan = planCsv(patterns, options);
  return readRecords("readCsv", {
    plan: plan.read,
    rows: plan.rows?.rows,
    onBadRow: options.onBadRow ?? "fail",
    async reader(range, sink) {
      const isWholeFile = range.start === 0;
      const header = plan.hasHeader ? (isWholeFile ? undefined : await headerOf(range, plan)) : plan.columns;
      const start = { path: range.path, linesBefore: isWholeFile ? range.skipLines : undefined };
      return new CsvReader(plan, header === undefined ? start : { ...start, header }, sink);
    },
  });
}

/** Reads the header of a file of which a later part is to be read. */
async function headerOf({ path, compression }: TextRange, plan: CsvPlan): Promise<readonly string[]> {
  if (plan.columns !== undefined) return plan.columns;
  const range: TextRange = { path, compression, start: 0, end: 1, skipLines: 0 };
  const cells: Cell[] = [];
  await using file = await openRange(range);
  await readLines(
    file,
    { range, format: plan.read.format, buffer: Buffer.allocUnsafe(64 * 1024) },
    {
      emit: (line) => void splitQuoted(line, plan.marks, cells),
      flush: () => Promise.resolve(),
      signal: new AbortController().signal,
    },
  );
  return cells.map((cell) => cell ?? "");
}
