import { doFn } from "../dofn/do-fn.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import type { PaneInfo } from "../values/pane.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { Window } from "../values/window.ts";

/** An element with what surrounds it; one that is in several windows is there once for each. */
export interface WindowedElement<T> {
  readonly value: T;
  readonly timestamp: Timestamp;
  readonly window: Window;
  readonly pane: PaneInfo;
}

/** The elements that a run has brought to this process. */
export class GatheredElements<T> {
  #elements: WindowedElement<T>[] = [];

  /** Adds a step that brings the elements of a collection here. It runs in this process, whatever the runner. */
  constructor(collection: PCollection<T>) {
    const gather = doFn<T, never>()({
      setup: (): { elements: WindowedElement<T>[] } => ({ elements: [] }),
      startBundle({ resources }) {
        resources.elements = [];
      },
      process(value, { timestamp, window, pane, resources }) {
        resources.elements.push({ value, timestamp, window, pane });
      },
      // Elements of a bundle count when it has ended: one that fails may be run again.
      finishBundle: ({ resources }) => {
        for (const element of resources.elements) this.#elements.push(element);
        resources.elements = [];
      },
    });
    collection.apply(function expectThat(input) {
      input.parDo("Gather", gather);
    });
  }

  get elements(): readonly WindowedElement<T>[] {
    return this.#elements;
  }

  /** Forgets what an earlier run has brought. */
  clear(): void {
    this.#elements = [];
  }
}
