import { doFn, type PCollection } from "../../index.ts";
import type { Observer } from "./conformance-case.ts";

/** Returns the observer of a runner whose functions run in this process: a DoFn that keeps its elements. */
export function localObserver(): Observer {
  const kept = new Map<string, unknown[]>();
  return {
    observe(collection: PCollection<unknown>, name: string): void {
      const elements: unknown[] = [];
      kept.set(name, elements);
      collection.parDo(
        `Observe ${name}`,
        doFn<unknown, never>()({
          process(element) {
            elements.push(element);
          },
        }),
      );
    },
    observed: (name) => kept.get(name) ?? [],
  };
}
