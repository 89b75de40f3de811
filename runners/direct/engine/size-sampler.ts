import { estimateBytes } from "../../../sdk/exec/estimate-bytes.ts";

/** How many elements one that is looked at stands for, at most. */
const maxInterval = 1_024;
/** Looks are so close that what comes between two of them is a small share of the limit. */
const looksPerLimit = 128;

/** Estimates how much memory elements take by a look at some of them: more of them where they are large. */
export class SizeSampler {
  /** How many elements the next one that is looked at stands for. */
  interval = 1;
  readonly #maxBytes: number;

  /** @param limit - the {@link MemoryBudget}'s */
  constructor(limit: number) {
    this.#maxBytes = limit / looksPerLimit;
  }

  /** Returns about how many bytes the elements since the last look take, of which `value` is one; each takes a slot. */
  look(value: unknown): number {
    const bytes = 8 + estimateBytes(value);
    const taken = bytes * this.interval;
    // Powers of two would fall into step with data that repeats itself.
    this.interval = Math.max(1, Math.min(this.interval * 2 + 1, maxInterval, Math.floor(this.#maxBytes / bytes)));
    return taken;
  }
}
