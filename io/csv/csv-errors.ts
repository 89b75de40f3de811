import { PurlinError } from "../../sdk/index.ts";

/** Thrown when the columns of a CSV file are not those that its schema asks for. */
export class CsvHeaderError extends PurlinError {
  constructor(path: string, { problem, header }: { readonly problem: string; readonly header: readonly string[] }) {
    super("CsvHeaderError", "PURLIN_CSV_HEADER", {
      summary: `The columns of ${JSON.stringify(path)} don't fit: ${problem}.`,
      facts: { path, columns: header.map((name) => JSON.stringify(name)).join(", ") },
      remedies: [
        "correct the file, or the schema",
        'name the columns yourself, in their order:  { columns: ["id", "price"] }',
        "say that the file has no header:  { header: false }",
      ],
    });
  }
}

/** Thrown when the fields of rows can't be the columns of a CSV file. */
export class CsvColumnError extends PurlinError {
  constructor(summary: string, remedies: readonly string[]) {
    super("CsvColumnError", "PURLIN_CSV_COLUMN", { summary, remedies });
  }
}
