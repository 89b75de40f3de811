import { setImmediate } from "node:timers/promises";

/** How many elements pass between two looks at the clock, which costs some nanoseconds. */
export const elementsPerLook = 1024;
/** How long elements are pushed before the event loop gets its turn: signals, sockets and timers starve otherwise. */
export const sliceMillis = 20;

/** Tells a loop over elements when the event loop should get its turn. */
export class TimeSlice {
  #untilLook = elementsPerLook;
  #end = performance.now() + sliceMillis;

  /** Counts an element; true when the time is over. */
  isOver(): boolean {
    if (--this.#untilLook > 0) return false;
    this.#untilLook = elementsPerLook;
    return performance.now() >= this.#end;
  }

  /** Gives the event loop its turn, then begins anew. */
  async pass(): Promise<void> {
    await setImmediate();
    this.#end = performance.now() + sliceMillis;
  }
}
