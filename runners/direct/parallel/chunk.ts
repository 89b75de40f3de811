/** A run of encoded elements, whole ones, as it goes between threads. */
export interface Chunk {
  /** In a buffer of its own, so that it can be handed over without copying. */
  readonly bytes: Uint8Array;
  readonly cuts: ChunkCuts;
}

/** Where a chunk may be cut in two: at every `stride`-th element, whose metadata is written there in full. */
export interface ChunkCuts {
  /** How many elements the chunk has. */
  readonly elements: number;
  readonly stride: number;
  /** Where each of these elements begins; the first one is 0. */
  readonly offsets: readonly number[];
}

/** A chunk on its way out of a bundle. */
export interface OutgoingChunk extends Chunk {
  /** The stage that it is for, or what keeps it for side inputs. */
  readonly target: ChunkTarget;
  /** The part of a stage's groups that it belongs to; 0 where there is only one. */
  readonly partition: number;
}

/** Where a stage's elements go. */
export interface ChunkTarget {
  readonly kind: "stage" | "side";
  readonly id: string;
}
