import { MAX_TIMESTAMP, MIN_TIMESTAMP, type Timestamp } from "../../../sdk/values/timestamp.ts";
import type { PendingInput, TakenInput } from "../engine/pending-input.ts";
import type { SpillSpace } from "../engine/spill-space.ts";
import type { Chunk } from "./chunk.ts";
import { ChunkLog, type KeptChunk } from "./chunk-log.ts";

/** What a bundle of the engine is here: all that waits for a stage, to be divided among threads. */
export interface TakenChunks {
  readonly elements: number;
  /** By partition; without any at all for the root of a job. */
  readonly partitions: readonly (readonly KeptChunk[])[];
}

/**
 * Encoded elements on their way to a stage, in one partition, or in several by the hash of their keys.
 *
 * Groups are taken at the end, when no element can come any more: which windows have ended before can't be told from
 * bytes. Until then nothing of what follows may begin, so that event time stands still here.
 */
export class ChunkInput implements PendingInput<TakenChunks> {
  readonly #partitions: readonly ChunkLog[];
  readonly #isGrouped: boolean;

  constructor(space: SpillSpace, partitionCount: number, isGrouped: boolean) {
    this.#partitions = Array.from({ length: partitionCount }, () => new ChunkLog(space));
    this.#isGrouped = isGrouped;
  }

  get size(): number {
    return this.#partitions.reduce((sum, { elements }) => sum + elements, 0);
  }

  get hold(): Timestamp {
    return this.size === 0 ? MAX_TIMESTAMP : MIN_TIMESTAMP;
  }

  /** Appends a chunk to a partition. */
  append(partition: number, chunk: Chunk): void {
    this.#partitions[partition]?.append(chunk);
  }

  add(): never {
    throw new Error("Elements come here encoded.");
  }

  absorb(other: ChunkInput): void {
    for (const [index, log] of this.#partitions.entries()) log.absorb(other.#partitions[index] as ChunkLog);
  }

  take(watermark: Timestamp): TakenInput<TakenChunks> {
    if (this.#isGrouped && watermark < MAX_TIMESTAMP) {
      return { input: { elements: 0, partitions: [] }, size: 0, hold: MAX_TIMESTAMP };
    }
    const elements = this.size;
    const partitions = this.#partitions.map((log) => log.take());
    return { input: { elements, partitions }, size: elements, hold: MIN_TIMESTAMP };
  }
}

/** The input of the root of a job: the one element that the engine gives it, which every thread knows. */
export class ImpulseInput implements PendingInput<TakenChunks> {
  size = 0;

  get hold(): Timestamp {
    return this.size === 0 ? MAX_TIMESTAMP : MIN_TIMESTAMP;
  }

  add(): void {
    this.size++;
  }

  absorb(other: ImpulseInput): void {
    this.size += other.size;
  }

  take(): TakenInput<TakenChunks> {
    const { size } = this;
    this.size = 0;
    return { input: { elements: size, partitions: [] }, size, hold: MIN_TIMESTAMP };
  }
}
