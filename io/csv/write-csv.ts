import { schemaOf, type PCollection, type UnknownField, type Schema } from "../../sdk/index.ts";
import type { WriteTextOptions } from "../text/write-options.ts";
import { writeText } from "../text/write-text.ts";
import { CsvColumnError } from "./csv-errors.ts";
import { marksOf, type CsvFormat } from "./csv-plan.ts";
import { headerRecord, recordFormatter } from "./format-cells.ts";

/** How {@link writeCsv} writes: as writeText does, but for what is said here. */
export interface WriteCsvOptions<C extends string = string>
  extends Omit<WriteTextOptions, "header" | "footer">, CsvFormat {
  /** The fields to write, in their order. When left out, those of the schema that was named for the PCollection. */
  readonly columns?: readonly C[];
  /** Whether each file begins with the names of the columns; true when left out. */
  readonly header?: boolean;
  /** What the files' names end in; `".csv"` when left out. */
  readonly suffix?: string;
}

/**
 * Writes each row as a record of CSV files (RFC 4180), which {@link readCsv} reads as the same: Dates in ISO 8601, bytes in
 * Base64, null and undefined as empty fields, empty strings as quoted ones. It returns the names of the files, as writeText
 * does.
 *
 * @param prefix - the files' folder and how their names begin
 * @throws CsvColumnError when nothing says what the columns are; when the pipeline runs, for values without a text, such as
 *   arrays. Otherwise what writeText throws
 *
 * @example
 * ```ts
 * orders.apply(writeCsv("out/orders"));                                     // of a PCollection with a schema
 * sums.apply(writeCsv("out/sums", { columns: ["country", "total"], shards: 1, suffix: ".csv.gz" }));
 * ```
 */
export function writeCsv<const C extends string = never>(
  prefix: string,
  options: WriteCsvOptions<C> = {},
): <T extends object>(rows: PCollection<T> & UnknownField<T, C>) => PCollection<string> {
  const { columns: given, header = true, delimiter, quote, suffix = ".csv", ...text } = options;
  const marks = marksOf(
    { ...(delimiter !== undefined && { delimiter }), ...(quote !== undefined && { quote }) },
    "writeCsv",
  );
  return function writeCsv<T extends object>(rows: PCollection<T>): PCollection<string> {
    const columns = given ?? columnsOf(schemaOf(rows));
    const head = header ? { header: headerRecord(columns, marks) } : {};
    return rows
      .map("Format", recordFormatter(columns, marks))
      .apply("Write", writeText(prefix, { ...text, ...head, suffix }));
  };
}

function columnsOf(schema: Pick<Schema, "fields"> | undefined): readonly string[] {
  if (schema !== undefined) return schema.fields.map(({ name }) => name);
  throw new CsvColumnError("writeCsv: nothing says what the columns are.", [
    'name them:  writeCsv(prefix, { columns: ["id", "price"] })',
    "name the schema of the rows before:  .withSchema(schema.struct({ ... }))",
    "after addFields, name the types of its fields there:  addFields({ ... }, { total: schema.double() })",
  ]);
}
