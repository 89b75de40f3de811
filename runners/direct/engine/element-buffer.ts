import type { ElementSource } from "../../../sdk/exec/bundle-context.ts";
import type { ElementMetadata, Registers } from "../../../sdk/exec/registers.ts";
import { MAX_TIMESTAMP, type Timestamp } from "../../../sdk/values/timestamp.ts";
import { readChunk, writeChunk, type Chunk, type ElementCoders, type SpilledChunk } from "./element-chunk.ts";
import type { MemoryBudget, MemoryHolder } from "./memory-budget.ts";
import type { PendingInput, TakenInput } from "./pending-input.ts";
import { SizeSampler } from "./size-sampler.ts";
import type { SpillFile, SpillSpace } from "./spill-space.ts";

const chunkSize = 16_384;
/** A chunk with so many bytes is full too: it is read back from disk as a whole. */
const chunkBytes = 1 << 20;
const bytesPerRun = 120;

/**
 * Elements on their way to a stage, in the order in which they came. When memory is used up, they are written to disk
 * chunk by chunk, and read back one at a time.
 */
export class ElementBuffer implements PendingInput, MemoryHolder {
  readonly #coders: ElementCoders;
  readonly #space: SpillSpace;
  readonly #sampler: SizeSampler;
  #chunks: (Chunk | SpilledChunk)[] = [];
  #last: Chunk | undefined;
  #lastMetadata: ElementMetadata | undefined;
  #size = 0;
  #hold: Timestamp = MAX_TIMESTAMP;
  #bytes = 0;
  #untilLook = 1;
  #runsAtLook = 0;
  #file: SpillFile | undefined;

  constructor(coders: ElementCoders, space: SpillSpace) {
    this.#coders = coders;
    this.#space = space;
    this.#sampler = new SizeSampler(space.budget.limit);
  }

  get size(): number {
    return this.#size;
  }

  get hold(): Timestamp {
    return this.#hold;
  }

  add(value: unknown, { timestamp, windows, pane }: ElementMetadata): void {
    const chunk = this.#last === undefined || this.#last.values.length === chunkSize ? this.#begin() : this.#last;
    const last = this.#lastMetadata;
    if (last?.timestamp !== timestamp || last.windows !== windows || last.pane !== pane) {
      this.#lastMetadata = { timestamp, windows, pane };
      chunk.runs.push({ from: chunk.values.length, metadata: this.#lastMetadata });
      if (timestamp < this.#hold) this.#hold = timestamp;
    }
    chunk.values.push(value);
    this.#size++;
    if (--this.#untilLook === 0) this.#look(chunk, value);
  }

  absorb(other: ElementBuffer): void {
    for (const chunk of other.#chunks) this.#chunks.push(chunk);
    // The other's last chunk is not written to any more.
    this.#last = undefined;
    this.#size += other.#size;
    this.#hold = Math.min(this.#hold, other.#hold);
    this.#bytes += other.#bytes;
    const { budget } = this.#space;
    budget.set(other, 0);
    budget.set(this, this.#bytes);
    budget.relieve();
  }

  take(): TakenInput {
    const { budget } = this.#space;
    const input = new ChunkSource(this.#chunks, this.#coders, budget);
    budget.set(this, 0);
    const taken = { input, size: this.#size, hold: this.#hold };
    this.#chunks = [];
    this.#last = undefined;
    this.#size = 0;
    this.#hold = MAX_TIMESTAMP;
    this.#bytes = 0;
    this.#file = undefined;
    return taken;
  }

  /** Writes the chunks that are in memory to disk. */
  spill(): void {
    const file = (this.#file ??= this.#space.open());
    this.#space.encoding(() => {
      for (const [index, chunk] of this.#chunks.entries()) {
        if ("values" in chunk) this.#chunks[index] = writeChunk(chunk, this.#coders, file);
      }
    });
    this.#last = undefined;
    this.#bytes = 0;
  }

  #begin(): Chunk {
    const chunk: Chunk = { values: [], runs: [], bytes: 0 };
    this.#chunks.push(chunk);
    this.#last = chunk;
    this.#lastMetadata = undefined;
    this.#runsAtLook = 0;
    return chunk;
  }

  /** Reckons how much memory is used, by the element that was just added. */
  #look(chunk: Chunk, value: unknown): void {
    const { budget } = this.#space;
    const bytes = this.#sampler.look(value) + (chunk.runs.length - this.#runsAtLook) * bytesPerRun;
    this.#untilLook = this.#sampler.interval;
    this.#runsAtLook = chunk.runs.length;
    chunk.bytes += bytes;
    this.#bytes += bytes;
    if (chunk.bytes > chunkBytes) this.#last = undefined;
    budget.set(this, this.#bytes);
    if (budget.used > budget.limit) budget.relieve();
  }
}

/** Reads chunks once, and lets go of each when it was read. */
class ChunkSource implements ElementSource, MemoryHolder {
  readonly spill = undefined;
  value: unknown;
  readonly #chunks: (Chunk | SpilledChunk)[];
  readonly #coders: ElementCoders;
  readonly #budget: MemoryBudget;
  #bytes = 0;
  #chunk: Chunk | undefined;
  #index = -1;
  #run = 0;
  #nextRunFrom = 0;
  #metadata: ElementMetadata | undefined;

  constructor(chunks: readonly (Chunk | SpilledChunk)[], coders: ElementCoders, budget: MemoryBudget) {
    this.#chunks = chunks.toReversed();
    for (const chunk of chunks) if ("values" in chunk) this.#bytes += chunk.bytes;
    this.#coders = coders;
    this.#budget = budget;
    budget.set(this, this.#bytes);
  }

  advance(registers: Registers): boolean {
    let chunk = this.#chunk;
    this.#index++;
    if (chunk === undefined || this.#index >= chunk.values.length) {
      chunk = this.#nextChunk();
      if (chunk === undefined) return false;
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

  #nextChunk(): Chunk | undefined {
    const next = this.#chunks.pop();
    this.#bytes -= this.#chunk?.bytes ?? 0;
    this.#budget.set(this, next === undefined ? 0 : this.#bytes);
    this.#chunk = next === undefined || "values" in next ? next : readChunk(next, this.#coders);
    this.#index = 0;
    this.#run = 0;
    this.#nextRunFrom = 0;
    return this.#chunk;
  }
}
