/**
 * Work that was begun and has not ended. A job that fails or is cancelled tears its steps down without waiting for what
 * they are doing, so a teardown that removes files waits itself: what it doesn't wait for could make them again.
 */
export class WorkUnderWay {
  readonly #work = new Set<Promise<unknown>>();

  /** Begins to count `work` in, and returns it. */
  track<T>(work: Promise<T>): Promise<T> {
    this.#work.add(work);
    const end = (): void => {
      this.#work.delete(work);
    };
    work.then(end, end);
    return work;
  }

  /** Waits until all of it has ended, well or not. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#work);
  }
}
