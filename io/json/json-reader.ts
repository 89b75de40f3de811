import { emitRow } from "../records/emit-row.ts";
import { Mismatch } from "../records/mismatch.ts";
import type { RecordReader, RecordSink } from "../records/read-records.ts";
import type { RowPlan } from "../records/row-plan.ts";
import type { ValueParser } from "./parse-value.ts";

/** What a {@link JsonReader} needs to know. */
interface JsonReaderParts {
  readonly path: string;
  /** How many lines came before; undefined where reading begins in the middle of the file. */
  readonly linesBefore: number | undefined;
  /** Left out where values are taken as JSON has them. */
  readonly parse?: ValueParser | undefined;
  readonly validate?: RowPlan["validate"] | undefined;
}

/** Makes a row of each line that holds JSON. Blank lines are left out. */
export class JsonReader implements RecordReader {
  readonly #parts: JsonReaderParts;
  readonly #sink: RecordSink;
  #lineCount: number | undefined;

  constructor(parts: JsonReaderParts, sink: RecordSink) {
    this.#parts = parts;
    this.#sink = sink;
    this.#lineCount = parts.linesBefore;
  }

  line(text: string): Promise<void> | undefined {
    if (this.#lineCount !== undefined) this.#lineCount++;
    const line = this.#lineCount;
    try {
      if (text === "" || text.trim() === "") return undefined;
      const { parse, validate } = this.#parts;
      const json = parsed(text);
      const emitted = emitRow(parse === undefined ? json : parse(json, ""), validate, this.#sink);
      return emitted?.catch((error: unknown) => {
        this.#refuse(text, line, error);
      });
    } catch (error) {
      this.#refuse(text, line, error);
      return undefined;
    }
  }

  end(): undefined {
    return undefined;
  }

  #refuse(text: string, line: number | undefined, error: unknown): void {
    if (!(error instanceof Mismatch)) throw error;
    this.#sink.reject({
      path: this.#parts.path,
      line: line ?? null,
      text: text.endsWith("\r") ? text.slice(0, -1) : text,
      field: error.field === "" ? null : error.field,
      reason: error.message,
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Mismatch("", `it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
