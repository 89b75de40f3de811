import type { ElementSource } from "../../../sdk/exec/bundle-context.ts";
import type { ElementMetadata, Registers } from "../../../sdk/exec/registers.ts";
import { MAX_TIMESTAMP, type Timestamp } from "../../../sdk/values/timestamp.ts";
import type { PendingInput } from "./pending-input.ts";

const chunkSize = 16_384;

/** A run of elements. Their metadata is kept once for as long as it is the same, which it mostly is. */
interface Chunk {
  readonly values: unknown[];
  /** The metadata of elements from an index on, in order of index. */
  readonly runs: { readonly from: number; readonly metadata: ElementMetadata }[];
}

/** Elements on their way to a stage, in the order in which they came. */
export class ElementBuffer implements PendingInput {
  #chunks: Chunk[] = [];
  #last: Chunk | undefined;
  #lastMetadata: ElementMetadata | undefined;
  #size = 0;
  #hold: Timestamp = MAX_TIMESTAMP;

  get size(): number {
    return this.#size;
  }

  get hold(): Timestamp {
    return this.#hold;
  }

  add(value: unknown, { timestamp, windows, pane }: ElementMetadata): void {
    let chunk = this.#last;
    if (chunk === undefined || chunk.values.length === chunkSize) {
      chunk = { values: [], runs: [] };
      this.#chunks.push(chunk);
      this.#last = chunk;
      this.#lastMetadata = undefined;
    }
    const last = this.#lastMetadata;
    if (last?.timestamp !== timestamp || last.windows !== windows || last.pane !== pane) {
      this.#lastMetadata = { timestamp, windows, pane };
      chunk.runs.push({ from: chunk.values.length, metadata: this.#lastMetadata });
      if (timestamp < this.#hold) this.#hold = timestamp;
    }
    chunk.values.push(value);
    this.#size++;
  }

  absorb(other: ElementBuffer): void {
    for (const chunk of other.#chunks) this.#chunks.push(chunk);
    // The other's last chunk is not written to any more.
    this.#last = undefined;
    this.#size += other.#size;
    this.#hold = Math.min(this.#hold, other.#hold);
  }

  take(): { readonly input: ElementSource; readonly size: number; readonly hold: Timestamp } {
    const taken = { input: new ChunkSource(this.#chunks), size: this.#size, hold: this.#hold };
    this.#chunks = [];
    this.#last = undefined;
    this.#size = 0;
    this.#hold = MAX_TIMESTAMP;
    return taken;
  }
}

/** Reads chunks once, and lets go of each when it was read. */
class ChunkSource implements ElementSource {
  value: unknown;
  readonly #chunks: Chunk[];
  #chunk: Chunk | undefined;
  #index = -1;
  #run = 0;
  #nextRunFrom = 0;

  constructor(chunks: readonly Chunk[]) {
    this.#chunks = chunks.toReversed();
  }

  advance(registers: Registers): boolean {
    let chunk = this.#chunk;
    this.#index++;
    if (chunk === undefined || this.#index >= chunk.values.length) {
      chunk = this.#chunks.pop();
      this.#chunk = chunk;
      if (chunk === undefined) return false;
      this.#index = 0;
      this.#run = 0;
      this.#nextRunFrom = 0;
    }
    if (this.#index === this.#nextRunFrom) {
      const run = chunk.runs[this.#run++];
      if (run !== undefined) registers.install(run.metadata);
      this.#nextRunFrom = chunk.runs[this.#run]?.from ?? -1;
      this.#metadata = run?.metadata;
    } else if (this.#metadata !== undefined) registers.install(this.#metadata);
    this.value = chunk.values[this.#index];
    return true;
  }

  more(): false {
    return false;
  }

  #metadata: ElementMetadata | undefined;
}
