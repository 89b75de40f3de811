/** Ends what was begun, the last first, whatever goes wrong in it. */
export class CleanUp {
  readonly #steps: (() => unknown)[] = [];

  /** Adds what ends something that was begun. */
  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  /** Runs the steps, each once. Their errors are nobody's business: what matters has ended already. */
  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch {
        continue;
      }
    }
  }
}
