import { LiveLine, type SharedStream } from "./live-line.ts";
import type { JobSummary, ProgressSnapshot } from "./progress.ts";
import { ProgressLine } from "./progress-line.ts";
import { formatMillis } from "./quantities.ts";
import { renderSummary } from "./summary.ts";

/** Where progress is shown: `process.stderr`, or what behaves like it. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly writable: boolean;
  write(text: string, done: (error?: Error | null) => void): boolean;
  on(event: "error", listener: () => void): unknown;
  off(event: "error", listener: () => void): unknown;
}

/** How a {@link ProgressReporter} behaves; what is left out follows from the stream. */
export interface ProgressReporterOptions {
  readonly stream?: ProgressStream;
  /** The streams through which the program may write to the same terminal. */
  readonly shared?: readonly SharedStream[];
  /** Whether one line is redrawn in place, in the stead of a new one each time. */
  readonly isTerminal?: boolean;
  readonly quiet?: boolean;
  readonly intervalMillis?: number;
}

const widthOfFiles = 100;

/**
 * Shows the progress of one job on standard error, so that standard output remains the program's. It never keeps the
 * process alive, and whatever goes wrong in it (a closed pipe, above all) only ends the showing, not the job.
 *
 * @example
 * ```ts
 * const reporter = new ProgressReporter({ quiet: options.quiet });
 * reporter.start(() => engine.progress());
 * reporter.finish({ ...engine.progress(), metrics });
 * ```
 */
export class ProgressReporter {
  readonly #stream: ProgressStream;
  readonly #shared: readonly SharedStream[];
  readonly #isTerminal: boolean;
  readonly #isQuiet: boolean;
  readonly #intervalMillis: number;
  readonly #line = new ProgressLine();
  #showing: { readonly snapshot: () => ProgressSnapshot; readonly timer: NodeJS.Timeout } | undefined;
  #liveLine: LiveLine | undefined;

  constructor(options: ProgressReporterOptions = {}) {
    const { stream = process.stderr, quiet = false } = options;
    this.#stream = stream;
    this.#shared = options.shared ?? [process.stdout, process.stderr].filter(({ isTTY }) => isTTY);
    this.#isTerminal = options.isTerminal ?? (stream.isTTY === true && process.env.TERM !== "dumb");
    this.#intervalMillis = options.intervalMillis ?? (this.#isTerminal ? 200 : 1000);
    this.#isQuiet = quiet;
  }

  /** Begins to show what `snapshot` returns, each time it is asked. */
  start(snapshot: () => ProgressSnapshot): void {
    if (this.#isQuiet || this.#showing !== undefined) return;
    this.#stream.on("error", this.#stop);
    this.#showing = { snapshot, timer: setInterval(this.#tick, this.#intervalMillis).unref() };
    if (this.#isTerminal) this.#liveLine = new LiveLine((text) => this.#write(text), this.#shared);
  }

  /** Ends the progress of a job that is done, with its summary. */
  finish(summary: JobSummary): void {
    this.#end(() => `\n${renderSummary(summary, this.#width())}`);
  }

  /** Ends the progress of a job that isn't done, and never will be. */
  fail(state: "failed" | "cancelled" = "failed"): void {
    const verb = state === "failed" ? "Failed" : "Cancelled";
    this.#end((snapshot) => `${verb} after ${formatMillis(snapshot().elapsedMillis)}.\n`);
  }

  readonly #tick = (): void => {
    this.#guarded(({ snapshot }) => {
      // In the last column of a terminal, the cursor may wrap.
      const text = this.#line.render(snapshot(), this.#width() - 1);
      if (this.#liveLine === undefined) this.#write(`${text}\n`);
      else this.#liveLine.draw(text);
    });
  };

  /** Shows nothing any more. */
  readonly #stop = (): void => {
    clearInterval(this.#showing?.timer);
    this.#showing = undefined;
    this.#liveLine?.close();
    this.#liveLine = undefined;
  };

  #end(render: (snapshot: () => ProgressSnapshot) => string): void {
    this.#guarded(({ snapshot }) => {
      this.#liveLine?.close();
      this.#write(render(snapshot), () => this.#stream.off("error", this.#stop));
      this.#stop();
    });
  }

  #write(text: string, written?: () => void): void {
    if (this.#showing === undefined || !this.#stream.writable) return;
    // On a stream that fails the listener stays: "error" is emitted after this, and would else end the process.
    this.#stream.write(text, (error) => {
      if (error) this.#stop();
      else written?.();
    });
  }

  #guarded(show: (showing: { readonly snapshot: () => ProgressSnapshot }) => void): void {
    if (this.#showing === undefined) return;
    try {
      show(this.#showing);
    } catch {
      this.#stop();
    }
  }

  #width(): number {
    return this.#stream.columns ?? widthOfFiles;
  }
}
