/** How the bytes of text files become lines. */
export interface LineFormat {
  /** How characters are encoded; `"utf8"` when left out. */
  readonly encoding?: "utf8" | "latin1";
  /**
   * What becomes of bytes that are not UTF-8: an error that names the file and the place, or U+FFFD. `"error"` when left
   * out.
   */
  readonly onInvalid?: "error" | "replace";
  /** The most bytes that a line may have; 64 MiB when left out. What is longer is an error. */
  readonly maxLineBytes?: number;
}

/** Some bytes of a file: the lines that begin in them. */
export interface ByteRange {
  readonly path: string;
  readonly start: number;
  /** The offset after the last byte; `Infinity` where the whole rest is meant, whatever its size. */
  readonly end: number;
  /** How many lines at the start are not wanted. */
  readonly skipLines: number;
}

/** Where lines go: a part of what a DoFn's `process` is given. */
export interface LineSink {
  readonly emit: (line: string) => void;
  readonly flush: () => Promise<void>;
  readonly signal: AbortSignal;
}
