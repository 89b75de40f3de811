import {
  doFn,
  output,
  rowCoder,
  type PCollection,
  type Pipeline,
  type RootTransform,
  type Schema,
} from "../../sdk/index.ts";
import type { TextRange } from "../text/find-ranges.ts";
import { matchRanges } from "../text/match-ranges.ts";
import { CHUNK_BYTES, openRange } from "../text/open-range.ts";
import { readLines } from "../text/read-lines.ts";
import type { ReadPlan } from "../text/read-options.ts";
import { BadRowError, type BadRow } from "./bad-row.ts";

/** Turns the lines of one range into rows. */
export interface RecordReader {
  /** Takes the next line, with the carriage return of its end if it had one. Where it waits, it returns a promise. */
  line(text: string): Promise<void> | undefined;
  /** Takes the end of the range. */
  end(): Promise<void> | undefined;
}

/** Where rows go. */
export interface RecordSink {
  readonly emit: (row: unknown) => void;
  readonly reject: (row: BadRow) => void;
}

/** How a format reads. */
export interface RecordFormat {
  readonly reader: (range: TextRange, sink: RecordSink) => RecordReader | Promise<RecordReader>;
  readonly plan: ReadPlan;
  /** What the rows are encoded by, where it is known. */
  readonly rows: Schema | undefined;
  readonly onBadRow: "fail" | "deadLetter";
}

/** What becomes of rows that can't be read. */
export interface BadRowOptions {
  /** Fail, or return them beside the others, as `errors`; `"fail"` when left out. */
  readonly onBadRow?: "fail" | "deadLetter";
}

/** The rows that were read, and where they are wanted, those that could not be. */
export type ReadRows<R, Options> = Options extends { readonly onBadRow: "deadLetter" }
  ? { readonly output: PCollection<R>; readonly errors: PCollection<BadRow> }
  : PCollection<R>;

/**
 * Returns a transform that reads rows.
 *
 *     patterns -> Match -> ranges -> Reshuffle -> Read -> rows, bad rows
 */
export function readRecords(name: string, format: RecordFormat): RootTransform<unknown> {
  const { [name]: transform } = {
    [name](pipeline: Pipeline): unknown {
      const { output: rows, errors } = matchRanges(pipeline, format.plan).parDo("Read", readerOf(format));
      if (format.rows !== undefined) {
        pipeline.declareCoder(rows.node, { from: "producer", coder: rowCoder(format.rows) });
      }
      return format.onBadRow === "deadLetter" ? { output: rows, errors } : rows;
    },
  };
  return transform as RootTransform<unknown>;
}

function readerOf({ reader, plan, onBadRow }: RecordFormat) {
  return doFn<TextRange, unknown>()({
    outputs: { errors: output<BadRow>() },
    // Buffers that no read is using: usually one, which all reads of an instance share.
    setup: () => ({ buffers: [] as Buffer[] }),
    async process(range, { emit, emitTo, flush, signal, metrics, resources: { buffers } }) {
      const buffer = buffers.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
      await using file = await openRange(range);
      const badRows = metrics.counter("badRows");
      const records = await reader(range, {
        emit,
        reject(row) {
          if (onBadRow === "fail") throw new BadRowError(row);
          badRows.inc();
          emitTo("errors", row);
        },
      });
      const waiting = new Waiting();
      await readLines(
        file,
        { range, format: plan.format, buffer, keepsReturns: true },
        { emit: (line) => waiting.add(records.line(line)), flush: () => waiting.settle(flush), signal },
      );
      await records.end();
      await waiting.settle(flush);
      buffers.push(buffer);
    },
  });
}

/** What rows wait for: the validation of a library, where that is asynchronous. */
class Waiting {
  #promises: Promise<void>[] = [];

  add(promise: Promise<void> | undefined): void {
    if (promise === undefined) return;
    // It is awaited at the end of the chunk; until then its failure has a handler.
    promise.catch(() => undefined);
    this.#promises.push(promise);
  }

  async settle(flush: () => Promise<void>): Promise<void> {
    const promises = this.#promises;
    this.#promises = [];
    if (promises.length > 0) await Promise.all(promises);
    await flush();
  }
}
