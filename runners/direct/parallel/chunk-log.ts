import type { MemoryHolder } from "../engine/memory-budget.ts";
import type { SpillFile, SpillSpace } from "../engine/spill-space.ts";
import type { Chunk, ChunkCuts } from "./chunk.ts";

/** A chunk that is kept: in memory, or as a part of a file. */
export type KeptChunk = Chunk | FiledChunk;

interface FiledChunk {
  readonly bytes?: undefined;
  readonly cuts: ChunkCuts;
  readonly file: SpillFile;
  readonly position: number;
  readonly length: number;
}

/** How many bytes a kept chunk has. */
export function lengthOf(chunk: KeptChunk): number {
  return chunk.bytes === undefined ? chunk.length : chunk.bytes.length;
}

/** Returns a kept chunk's bytes. */
export function bytesOf(chunk: KeptChunk): Uint8Array {
  if (chunk.bytes !== undefined) return chunk.bytes;
  const bytes = new Uint8Array(chunk.length);
  chunk.file.read(bytes, chunk.position);
  return bytes;
}

/** Chunks in their order. When memory is used up, they go to a file as they are: this thread never decodes them. */
export class ChunkLog implements MemoryHolder {
  readonly #space: SpillSpace;
  #chunks: KeptChunk[] = [];
  #bytes = 0;
  #elements = 0;
  #file: SpillFile | undefined;

  constructor(space: SpillSpace) {
    this.#space = space;
  }

  /** How many elements the chunks have. */
  get elements(): number {
    return this.#elements;
  }

  get chunks(): readonly KeptChunk[] {
    return this.#chunks;
  }

  append(chunk: Chunk): void {
    this.#chunks.push(chunk);
    this.#elements += chunk.cuts.elements;
    this.#hold(this.#bytes + chunk.bytes.length);
  }

  /** Appends all of another log, which must not be used any more. */
  absorb(other: ChunkLog): void {
    for (const chunk of other.#chunks) this.#chunks.push(chunk);
    this.#elements += other.#elements;
    this.#space.budget.set(other, 0);
    this.#hold(this.#bytes + other.#bytes);
  }

  /** Lets go of all chunks, and returns them. */
  take(): KeptChunk[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#elements = 0;
    this.#file = undefined;
    this.#hold(0);
    return chunks;
  }

  /** Writes the chunks that are in memory to disk. */
  spill(): void {
    const file = (this.#file ??= this.#space.open());
    for (const [index, { bytes, cuts }] of this.#chunks.entries()) {
      if (bytes === undefined) continue;
      this.#chunks[index] = { cuts, file, position: file.size, length: bytes.length };
      file.append(bytes);
    }
    this.#bytes = 0;
  }

  #hold(bytes: number): void {
    const { budget } = this.#space;
    this.#bytes = bytes;
    budget.set(this, bytes);
    if (budget.used > budget.limit) budget.relieve();
  }
}
