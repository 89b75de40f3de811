import { setImmediate } from "node:timers/promises";
import type { ElementSource } from "./bundle-context.ts";
import type { Registers } from "./registers.ts";
import type { ElementCount, Receiver } from "./unit.ts";

/** How many elements pass between two looks at the clock, which costs some nanoseconds. */
const elementsPerLook = 1024;
/** How long elements are pushed before the event loop gets its turn: signals, sockets and timers starve otherwise. */
const sliceMillis = 20;

/** What is pushed, and where. */
interface PushedInput {
  readonly source: ElementSource;
  readonly receive: Receiver;
  readonly registers: Registers;
  /** Counts the elements. */
  readonly received: ElementCount;
  readonly signal: AbortSignal;
}

/**
 * Pushes all elements of a bundle's input into its first units, each after the one before is done.
 *
 * @throws the signal's reason when it is aborted
 */
export async function pushAll({ source, receive, registers, received, signal }: PushedInput): Promise<void> {
  let untilLook = elementsPerLook;
  let sliceEnd = performance.now() + sliceMillis;
  for (;;) {
    while (source.advance(registers)) {
      received.elements++;
      const work = receive(source.value);
      if (work !== undefined) await work;
      if (--untilLook === 0) {
        untilLook = elementsPerLook;
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
