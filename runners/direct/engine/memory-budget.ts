/** Something that holds elements in memory. */
export interface MemoryHolder {
  /** Moves what it holds to disk; undefined where that is not possible any more. */
  readonly spill: (() => void) | undefined;
}

/** A holder below this share of the limit is not spilled: it would write much too often, and little each time. */
const leastShare = 8;

/**
 * How much memory the elements of a job may take that wait for their stages, and who has them. When it is too much, the
 * one that holds most spills.
 *
 * Sizes are estimates, in bytes.
 */
export class MemoryBudget {
  /** How much may be held in all. */
  readonly limit: number;
  readonly #holders = new Map<MemoryHolder, number>();
  #used = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** How much is held now. */
  get used(): number {
    return this.#used;
  }

  /** Takes note that `holder` holds that much now. */
  set(holder: MemoryHolder, bytes: number): void {
    this.#used += bytes - (this.#holders.get(holder) ?? 0);
    if (bytes > 0) this.#holders.set(holder, bytes);
    else this.#holders.delete(holder);
  }

  /** Lets those that hold most spill until all is within the limit, as far as that helps. */
  relieve(): void {
    while (this.#used > this.limit) {
      const largest = this.#largest();
      if (largest === undefined) return;
      this.set(largest, 0);
      largest.spill?.();
    }
  }

  #largest(): MemoryHolder | undefined {
    let largest: MemoryHolder | undefined;
    let most = this.limit / leastShare;
    for (const [holder, bytes] of this.#holders) {
      if (holder.spill === undefined || bytes < most) continue;
      largest = holder;
      most = bytes;
    }
    return largest;
  }
}
