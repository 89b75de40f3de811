import { PurlinError } from "../../sdk/index.ts";

/** A row of a file that could not be read. */
export interface BadRow {
  /** The file. */
  readonly path: string;
  /** The number of its first line, from 1; null where reading began in the middle of the file. */
  readonly line: number | null;
  /** The row as it is in the file, without its line end. */
  readonly text: string;
  /** The path of the field that is wrong; null where it is the whole row. */
  readonly field: string | null;
  /** What is wrong. */
  readonly reason: string;
}

const SHOWN_LENGTH = 200;

/** Thrown when a row of a file can't be read, unless bad rows are wanted as dead letters. */
export class BadRowError extends PurlinError {
  constructor({ path, line, text, field, reason }: BadRow) {
    super("BadRowError", "PURLIN_BAD_ROW", {
      summary: `${JSON.stringify(path)} has a row that can't be read: ${field === null ? "" : `${field}: `}${reason}.`,
      facts: {
        ...(line === null ? { path } : { at: `${path}:${line}` }),
        ...(field === null ? {} : { field }),
        text: text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}...` : text,
      },
      remedies: ["correct the file, or the schema", 'collect such rows:  { onBadRow: "deadLetter" }'],
    });
  }
}
