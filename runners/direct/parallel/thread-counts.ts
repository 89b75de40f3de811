import type { StageCounts } from "./messages.ts";

/** How many elements each thread has had in each stage, as it has told last. */
export class ThreadCounts {
  readonly #counts = new Map<object, Map<string, StageCounts>>();

  /** Takes note of what a thread tells. */
  note(thread: object, counts: StageCounts): void {
    const ofThread = this.#counts.get(thread) ?? new Map<string, StageCounts>();
    this.#counts.set(thread, ofThread);
    ofThread.set(counts.stageId, counts);
  }

  /** How many elements all threads have read in a stage. */
  elementsIn(stageId: string): number {
    return this.#of(stageId).reduce((sum, { elementsIn }) => sum + elementsIn, 0);
  }

  /** How many elements each step has put out. Of one that runs in several stages, the count of the last holds. */
  stepElements(stageIds: readonly string[]): ReadonlyMap<string, number> {
    const elements = new Map<string, number>();
    for (const id of stageIds) {
      const ofStage = new Map<string, number>();
      for (const { steps } of this.#of(id)) {
        // Of one that runs in several parts of the stage, the count of the last holds.
        for (const [step, count] of new Map(steps)) ofStage.set(step, (ofStage.get(step) ?? 0) + count);
      }
      for (const [step, count] of ofStage) elements.set(step, count);
    }
    return elements;
  }

  #of(stageId: string): StageCounts[] {
    return [...this.#counts.values()].flatMap((stages) => stages.get(stageId) ?? []);
  }
}
