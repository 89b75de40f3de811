import type { StepTally, TallyOf } from "../../../sdk/exec/unit.ts";

/** What is counted of a step: its elements, and those for which it has failed. */
const countsPerStep = 2;

/** Makes the memory in which all threads of a job count the elements of its steps. */
export function newTallies(steps: readonly string[]): SharedArrayBuffer {
  return new SharedArrayBuffer(steps.length * countsPerStep * BigInt64Array.BYTES_PER_ELEMENT);
}

/**
 * Returns the tallies of steps in memory that threads share.
 *
 * @param steps - in the same order in each of them
 */
export function sharedTallies(steps: readonly string[], memory: SharedArrayBuffer): TallyOf {
  const counts = new BigInt64Array(memory);
  const places = new Map(steps.map((step, index) => [step, index * countsPerStep]));
  return (step) => {
    const place = places.get(step);
    if (place === undefined) throw new Error(`There is no step ${step}.`);
    return new SharedTally(counts, place);
  };
}

class SharedTally implements StepTally {
  readonly #counts: BigInt64Array;
  readonly #place: number;

  constructor(counts: BigInt64Array, place: number) {
    this.#counts = counts;
    this.#place = place;
  }

  get elements(): number {
    return Number(Atomics.load(this.#counts, this.#place));
  }

  get errors(): number {
    return Number(Atomics.load(this.#counts, this.#place + 1));
  }

  add(elements: number, errors: number): void {
    Atomics.add(this.#counts, this.#place, BigInt(elements));
    Atomics.add(this.#counts, this.#place + 1, BigInt(errors));
  }
}
