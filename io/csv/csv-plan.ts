import type { ReadPlan, ReadTextOptions } from "../text/read-options.ts";
import { planRead } from "../text/read-options.ts";
import type { BadRowOptions } from "../records/read-records.ts";
import { planRows, type RowPlan, type RowSchema } from "../records/row-plan.ts";
import { CsvColumnError } from "./csv-errors.ts";
import type { CellParser } from "./parse-cell.ts";
import { cellParsers } from "./row-maker.ts";
import type { CsvMarks } from "./split-fields.ts";

/** The characters that structure CSV. */
export interface CsvFormat {
  /** What stands between fields, one character; `","` when left out. */
  readonly delimiter?: string;
  /** What fields are quoted by, one character; `'"'` when left out. */
  readonly quote?: string;
}

/** How {@link readCsv} reads. */
export interface ReadCsvOptions extends Omit<ReadTextOptions, "skipHeaderLines">, CsvFormat, BadRowOptions {
  /** What the rows are: a schema of Purlin, or of a library such as zod. All fields are strings where left out. */
  readonly schema?: RowSchema;
  /** Whether the first record of each file names the columns; true when left out. */
  readonly header?: boolean;
  /**
   * The names of the columns, in their order. When left out, those of the header; without a header, the fields of the
   * schema.
   */
  readonly columns?: readonly string[];
  /**
   * Whether quoted fields may have line ends in them; true when left out. Without such fields, large files are read in
   * several parts: `false`.
   */
  readonly quotedNewlines?: boolean;
  /** How many characters a record with line ends in it may have; 1 Mi when left out. */
  readonly maxRecordLength?: number;
}

/** What a {@link readCsv} was given, checked and with its defaults. */
export interface CsvPlan {
  readonly marks: CsvMarks;
  readonly hasHeader: boolean;
  readonly columns: readonly string[] | undefined;
  readonly rows: RowPlan | undefined;
  readonly parsers: ReadonlyMap<string, CellParser>;
  readonly quotedNewlines: boolean;
  readonly maxRecordLength: number;
  readonly read: ReadPlan;
}

const DEFAULT_MAX_RECORD_LENGTH = 1024 * 1024;

/** Checks what readCsv was given, without touching a file. */
export function planCsv(patterns: string | readonly string[], options: ReadCsvOptions): CsvPlan {
  const {
    schema,
    header: hasHeader = true,
    columns,
    quotedNewlines = true,
    maxRecordLength = DEFAULT_MAX_RECORD_LENGTH,
    delimiter,
    quote,
    onBadRow: _,
    ...text
  } = options;
  const rows = schema && planRows(schema, "readCsv");
  const named = columns ?? (hasHeader ? undefined : rows?.fields.fields.map(({ name }) => name));
  if (!hasHeader && named === undefined) {
    throw new CsvColumnError("readCsv: nothing says what the columns are.", [
      'name them:  { header: false, columns: ["id", "price"] }',
      "name a schema, whose fields they are in that order:  { header: false, schema }",
    ]);
  }
  return {
    marks: marksOf({ ...(delimiter !== undefined && { delimiter }), ...(quote !== undefined && { quote }) }, "readCsv"),
    hasHeader,
    columns: named,
    rows,
    parsers: rows === undefined ? new Map() : cellParsers(rows),
    quotedNewlines,
    maxRecordLength,
    // A range may begin within a quoted field, and nothing there tells that it does.
    read: planRead(patterns, { ...text, ...(quotedNewlines && { splitBytes: Number.MAX_SAFE_INTEGER }) }, "readCsv"),
  };
}

/**
 * Returns the marks of a format.
 *
 * @throws RangeError when they are not two characters that differ
 */
export function marksOf({ delimiter = ",", quote = '"' }: CsvFormat, by: string): CsvMarks {
  for (const [option, mark] of Object.entries({ delimiter, quote })) {
    if (mark.length === 1 && mark !== "\n" && mark !== "\r") continue;
    throw new RangeError(`${by}: ${option} is one character, and no line end; got ${JSON.stringify(mark)}.`);
  }
  if (delimiter === quote) throw new RangeError(`${by}: delimiter and quote are both ${JSON.stringify(quote)}.`);
  return { delimiter, quote };
}
