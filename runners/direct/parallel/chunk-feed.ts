import type { MemoryBudget, MemoryHolder } from "../engine/memory-budget.ts";
import { bytesOf, lengthOf, type KeptChunk } from "./chunk-log.ts";
import type { FeedBatch } from "./messages.ts";

/** So much is handed to a thread at a time: while it works on that, the next is on its way. */
const batchBytes = 1 << 20;

/** The input of a task, handed to its thread batch by batch. What was handed on is let go of. */
export class ChunkFeed implements MemoryHolder {
  readonly spill = undefined;
  readonly #chunks: KeptChunk[];
  readonly #budget: MemoryBudget;
  #held = 0;

  constructor(chunks: readonly KeptChunk[], budget: MemoryBudget) {
    this.#chunks = chunks.toReversed();
    this.#budget = budget;
    for (const { bytes } of chunks) this.#held += bytes?.length ?? 0;
    budget.set(this, this.#held);
  }

  next(): FeedBatch {
    const chunks: Uint8Array[] = [];
    for (let size = 0; size < batchBytes;) {
      const chunk = this.#chunks.pop();
      if (chunk === undefined) break;
      chunks.push(bytesOf(chunk));
      size += lengthOf(chunk);
      this.#held -= chunk.bytes?.length ?? 0;
    }
    this.#budget.set(this, this.#held);
    return { chunks, isLast: this.#chunks.length === 0 };
  }

  /** Lets go of what was not handed on. */
  close(): void {
    this.#chunks.length = 0;
    this.#budget.set(this, 0);
  }
}

/** What is kept for side inputs, handed to one of several threads batch by batch. */
export class SharedFeed {
  readonly #chunks: readonly KeptChunk[];
  #next = 0;

  constructor(chunks: readonly KeptChunk[]) {
    this.#chunks = chunks;
  }

  next(): FeedBatch {
    const chunks: Uint8Array[] = [];
    for (let size = 0; size < batchBytes;) {
      const chunk = this.#chunks[this.#next];
      if (chunk === undefined) break;
      this.#next++;
      // A copy: what is handed over is gone here, and others ask for it too.
      chunks.push(new Uint8Array(bytesOf(chunk)));
      size += lengthOf(chunk);
    }
    return { chunks, isLast: this.#next === this.#chunks.length };
  }
}
