import { setImmediate } from "node:timers/promises";
import type { ElementSource } from "./bundle-context.ts";
import type { Registers } from "./registers.ts";
import type { BundleFailure } from "./step-failures.ts";
import { elementsPerLook, sliceMillis } from "./time-slice.ts";
import type { ElementCount, Receiver } from "./unit.ts";

/** What is pushed, and where. */
interface PushedInput {
  readonly source: ElementSource;
  readonly receive: Receiver;
  readonly registers: Registers;
  /** Counts the elements. */
  readonly received: ElementCount;
  readonly signal: AbortSignal;
  /** Where a failure is found that a function above it has swallowed. */
  readonly failure: BundleFailure;
}

/**
 * Pushes all elements of a bundle's input into its first units, each after the one before is done.
 *
 * @throws the signal's reason when it is aborted
 */
export async function pushAll({ source, receive, registers, received, ...ending }: PushedInput): Promise<void> {
  const { signal, failure } = ending;
  let untilLook = elementsPerLook;
  let sliceEnd = performance.now() + sliceMillis;
  for (;;) {
    while (source.advance(registers)) {
      received.elements++;
      const work = receive(source.value);
      if (work !== undefined) {
        await work;
        signal.throwIfAborted();
      }
      if (--untilLook === 0) {
        untilLook = elementsPerLook;
        failure.check();
        if (performance.now() >= sliceEnd) {
          await setImmediate();
          signal.throwIfAborted();
          sliceEnd = performance.now() + sliceMillis;
        }
      }
    }
    signal.throwIfAborted();
    const more = source.more();
    if (more === false || !(await more)) return;
  }
}
