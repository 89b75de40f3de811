// CSV files: reading rows that a schema types, and writing rows.

export type { BadRow } from "../records/bad-row.ts";
export { BadRowError } from "../records/bad-row.ts";
export type { BadRowOptions, ReadRows } from "../records/read-records.ts";
export type { RowOf, RowSchema } from "../records/row-plan.ts";
export { CsvColumnError, CsvHeaderError } from "./csv-errors.ts";
export type { CsvFormat, ReadCsvOptions } from "./csv-plan.ts";
export { readCsv, type CsvRow } from "./read-csv.ts";
export { writeCsv, type WriteCsvOptions } from "./write-csv.ts";
