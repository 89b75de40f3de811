import { spawn, type ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";

const sdk = new URL("../../sdk/index.ts", import.meta.url).href;

/** A program in a process of its own, which has a pipeline `p`, and how it ends. */
export class Program {
  readonly #child: ChildProcess;
  readonly #heard = new EventEmitter();
  readonly #ended: Promise<unknown>;
  output = "";

  /** @param body - statements of a module */
  constructor(body: string, options: { readonly quiet: boolean } = { quiet: true }) {
    const source = `import { doFn, flatten, Pipeline } from ${JSON.stringify(sdk)};
      const p = Pipeline.create(${JSON.stringify(options)});
      ${body}`;
    this.#child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (data: Buffer) => {
        this.output += data.toString();
        this.#heard.emit("more");
      });
    }
    this.#ended = once(this.#child, "close").then(() => this.#heard.emit("more"));
  }

  /** Waits until it has written a text. */
  async says(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.#child.exitCode !== null) throw new Error(`It has ended without saying "${text}": ${this.output}`);
      await once(this.#heard, "more");
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for its end; an exit code, or the signal that has ended it. */
  async end(): Promise<{ readonly by: number | string | null; readonly millis: number }> {
    const begin = performance.now();
    await this.#ended;
    return { by: this.#child.signalCode ?? this.#child.exitCode, millis: performance.now() - begin };
  }
}
