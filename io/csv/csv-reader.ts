import type { RecordReader, RecordSink } from "../records/read-records.ts";
import { emitRow } from "../records/emit-row.ts";
import { Mismatch } from "../records/mismatch.ts";
import type { CsvPlan } from "./csv-plan.ts";
import { rowMaker, type RowMaker } from "./row-maker.ts";
import { hasOpenQuote, splitPlain, splitQuoted, type Cell } from "./split-fields.ts";

const CARRIAGE_RETURN = 13;

/** Where a {@link CsvReader} begins. */
export interface CsvStart {
  readonly path: string;
  /** How many lines came before; undefined where reading begins in the middle of the file. */
  readonly linesBefore: number | undefined;
  /** The names of the columns; the first record is the header where left out. */
  readonly header?: readonly string[];
}

/**
 * Makes rows of lines. A record is a line, or several where a quoted field has line ends in it: they belong together until
 * their quotes are even in number.
 *
 * Where a quoted field doesn't end, its first line is a bad row, and reading goes on with the next line.
 */
export class CsvReader implements RecordReader {
  readonly #plan: CsvPlan;
  readonly #sink: RecordSink;
  readonly #path: string;
  readonly #cells: Cell[] = [];
  #lineCount: number | undefined;
  #maker: RowMaker | undefined;
  /** The lines of a record whose end is not found yet, and their length. */
  #open: string[] = [];
  #openLength = 0;

  constructor(plan: CsvPlan, { path, linesBefore, header }: CsvStart, sink: RecordSink) {
    this.#plan = plan;
    this.#sink = sink;
    this.#path = path;
    this.#lineCount = linesBefore;
    if (header !== undefined) this.#maker = rowMaker(plan, header, path);
  }

  line(text: string): Promise<void> | undefined {
    if (this.#lineCount !== undefined) this.#lineCount++;
    const { quote, delimiter } = this.#plan.marks;
    const hasQuote = text.includes(quote);
    if (this.#open.length === 0 && !hasQuote) {
      const record = withoutReturn(text);
      splitPlain(record, delimiter, this.#cells);
      return this.#record(record, this.#lineCount);
    }
    return this.#quotedLine(text, hasQuote);
  }

  end(): Promise<void> | undefined {
    const waiting: Promise<void>[] = [];
    while (this.#open.length > 0) {
      const promise = this.#giveUp("a quoted field has no end");
      if (promise !== undefined) waiting.push(promise);
    }
    return all(waiting);
  }

  #quotedLine(text: string, hasQuote: boolean): Promise<void> | undefined {
    const { marks, quotedNewlines, maxRecordLength } = this.#plan;
    const togglesOpen = hasQuote && hasOpenQuote(text, marks.quote);
    const isOpen = this.#open.length > 0 !== togglesOpen;
    if (isOpen && quotedNewlines) {
      this.#open.push(text);
      this.#openLength += text.length;
      if (this.#openLength <= maxRecordLength) return undefined;
      return this.#giveUp(`a quoted field has no end within ${maxRecordLength} characters`);
    }
    const lines = [...this.#open, text];
    const firstLine = this.#lineCount === undefined ? undefined : this.#lineCount - this.#open.length;
    this.#clear();
    const record = withoutReturn(lines.join("\n"));
    const problem = splitQuoted(record, marks, this.#cells);
    if (problem === undefined) return this.#record(record, firstLine);
    this.#reject(record, firstLine, problem);
    return undefined;
  }

  /** Takes the first of the open lines as a bad row, and the others again. */
  #giveUp(problem: string): Promise<void> | undefined {
    const [first = "", ...others] = this.#open;
    const firstLine = this.#lineCount === undefined ? undefined : this.#lineCount - others.length;
    this.#clear();
    this.#reject(withoutReturn(first), firstLine, problem);
    if (this.#lineCount !== undefined) this.#lineCount -= others.length;
    return all(others.map((line) => this.line(line)).filter((promise) => promise !== undefined));
  }

  #clear(): void {
    this.#open = [];
    this.#openLength = 0;
  }

  #record(text: string, line: number | undefined): Promise<void> | undefined {
    const maker = this.#maker;
    // A blank line is a record only where records are of one field.
    if (text === "" && maker?.width !== 1) return undefined;
    if (maker === undefined) {
      this.#maker = rowMaker(this.#plan, this.#plan.columns ?? this.#cells.map((cell) => cell ?? ""), this.#path);
      return undefined;
    }
    if (this.#cells.length !== maker.width) {
      this.#reject(text, line, `it has ${counted(this.#cells.length)}, and there are ${maker.width} columns`);
      return undefined;
    }
    try {
      const emitted = emitRow(maker.make(this.#cells), this.#plan.rows?.validate, this.#sink);
      return emitted?.catch((error: unknown) => {
        this.#refuse(text, line, error);
      });
    } catch (error) {
      this.#refuse(text, line, error);
      return undefined;
    }
  }

  #refuse(text: string, line: number | undefined, error: unknown): void {
    if (!(error instanceof Mismatch)) throw error;
    this.#reject(text, line, error.message, error.field);
  }

  #reject(text: string, line: number | undefined, reason: string, field = ""): void {
    this.#sink.reject({ path: this.#path, line: line ?? null, text, field: field === "" ? null : field, reason });
  }
}

function all(waiting: readonly Promise<void>[]): Promise<void> | undefined {
  return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => undefined);
}

function counted(fields: number): string {
  return fields === 1 ? "1 field" : `${fields} fields`;
}

/** A record without the carriage return of its line end. */
function withoutReturn(record: string): string {
  return record.charCodeAt(record.length - 1) === CARRIAGE_RETURN ? record.slice(0, -1) : record;
}
