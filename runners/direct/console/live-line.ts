/** A stream whose writes may reach the terminal that the line is on. */
export interface SharedStream {
  write: (...args: never[]) => boolean;
}

const eraseLine = "\r\u001b[K";

/**
 * The last line of a terminal, redrawn in place. Whatever the program writes to the same terminal meanwhile, such as by
 * console.log in a function of the pipeline, finds an empty line, and stays as it was written.
 */
export class LiveLine {
  readonly #put: (text: string) => void;
  readonly #restore: (() => void)[] = [];
  #isDrawn = false;
  #isPutting = false;
  #isProgramMidLine = false;

  /** Makes a line that is drawn by `put`; `shared` are the streams through which the terminal can be reached. */
  constructor(put: (text: string) => void, shared: readonly SharedStream[]) {
    this.#put = (text) => {
      this.#isPutting = true;
      try {
        put(text);
      } finally {
        this.#isPutting = false;
      }
    };
    for (const stream of shared) this.#makeWay(stream);
  }

  /** Shows `text`, unless the program is in the middle of a line of its own. */
  draw(text: string): void {
    if (this.#isProgramMidLine) return;
    this.#isDrawn = true;
    this.#put(eraseLine + text);
  }

  /** Takes the line away for good, and leaves the streams as they were. */
  close(): void {
    this.#erase();
    for (const restore of this.#restore.splice(0)) restore();
  }

  #erase(): void {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    this.#put(eraseLine);
  }

  #makeWay(stream: SharedStream): void {
    const write = stream.write;
    const erasing = (...args: never[]): boolean => {
      if (!this.#isPutting) {
        this.#erase();
        this.#isProgramMidLine = !endsLine(args[0]);
      }
      return Reflect.apply(write, stream, args);
    };
    stream.write = erasing;
    // What was laid over this one meanwhile stays, and this one has nothing to erase any more.
    this.#restore.push(() => {
      if (stream.write === erasing) stream.write = write;
    });
  }
}

function endsLine(chunk: unknown): boolean {
  if (typeof chunk === "string") return chunk === "" || chunk.endsWith("\n");
  return chunk instanceof Uint8Array && chunk.at(-1) === 0x0a;
}
