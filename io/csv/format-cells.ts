import { formatBytes, formatNumber } from "../records/literals.ts";
import { CsvColumnError } from "./csv-errors.ts";
import type { CsvMarks } from "./split-fields.ts";

/** Returns what writes rows as records of the given columns. */
export function recordFormatter(columns: readonly string[], marks: CsvMarks): (row: object) => string {
  const quoted = quoter(marks);
  return (row) => {
    let record = "";
    for (const [index, column] of columns.entries()) {
      if (index > 0) record += marks.delimiter;
      record += cellOf((row as Readonly<Record<string, unknown>>)[column], column, quoted);
    }
    return record;
  };
}

/** Returns the record that names columns. */
export function headerRecord(columns: readonly string[], marks: CsvMarks): string {
  return columns.map(quoter(marks)).join(marks.delimiter);
}

function cellOf(value: unknown, column: string, quoted: (text: string) => string): string {
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "number":
      return quoted(formatNumber(value));
    case "bigint":
    case "boolean":
      return String(value);
    case "undefined":
      return "";
    default:
      return value === null ? "" : quoted(objectText(value) ?? refuse(value, column));
  }
}

function objectText(value: unknown): string | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  return value instanceof Uint8Array ? formatBytes(value) : undefined;
}

function refuse(value: unknown, column: string): never {
  const className = (value as { readonly constructor?: { readonly name: string } }).constructor?.name ?? "object";
  const what =
    value instanceof Date
      ? "an invalid Date"
      : typeof value === "object"
        ? `of type ${className}`
        : `a ${typeof value}`;
  throw new CsvColumnError(`The column "${column}" of a row is ${what}, which has no text in CSV.`, [
    `make text of it before:  .map((row) => ({ ...row, ${column}: JSON.stringify(row.${column}) }))`,
    "make columns of the fields within it:  .apply(flattenFields())",
  ]);
}

/** Quotes a text where it would not be read as the same otherwise. Empty texts are quoted: they are not null. */
function quoter({ delimiter, quote }: CsvMarks): (text: string) => string {
  return (text) => {
    const isPlain =
      text !== "" && !text.includes(delimiter) && !text.includes(quote) && !text.includes("\n") && !text.includes("\r");
    return isPlain ? text : quote + text.replaceAll(quote, quote + quote) + quote;
  };
}
