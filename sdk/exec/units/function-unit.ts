import { FailedCall } from "../calls/call-attempts.ts";
import { failedElements, type FailedElements } from "../calls/dead-letters.ts";
import { FunctionContext } from "../element-context.ts";
import { SerialLane } from "../lane.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import type { ElementMetadata } from "../registers.ts";
import type { UnitParts } from "../unit.ts";

/**
 * The asynchronous side of a unit that calls a plain function. A call that returns a promise keeps its context, pinned
 * to its element, and the unit is busy until it is done: elements wait in line, and are processed one after the other.
 */
export class AsyncFunctionSide {
  /** The context of the next call. */
  context: FunctionContext;
  /** Where elements wait. */
  readonly lane: SerialLane;
  readonly #parts: UnitParts;
  readonly #failed: FailedElements;
  readonly #complete: (element: unknown, result: unknown) => MaybePromise;

  /**
   * @param process - processes one element of the line, whose metadata is in the registers
   * @param complete - passes on what comes of an awaited result; the element's metadata is in the registers
   * @param failed - takes the element of a call that has failed; the job fails when left out
   */
  constructor(
    parts: UnitParts,
    process: (element: unknown) => MaybePromise,
    complete: (element: unknown, result: unknown) => MaybePromise,
    failed: FailedElements = failedElements(parts, {}),
  ) {
    this.#failed = failed;
    this.#parts = parts;
    this.#complete = complete;
    this.lane = new SerialLane(parts, process);
    this.context = new FunctionContext(parts.registers, parts);
  }

  /** Takes over from a call that has returned a promise. */
  begin(element: unknown, result: PromiseLike<unknown>): Promise<void> {
    const { registers } = this.#parts;
    const metadata = registers.snapshot();
    this.context.pin(metadata);
    this.context = new FunctionContext(registers, this.#parts);
    return this.lane.run(this.#finish(element, result, metadata));
  }

  async #finish(element: unknown, pending: PromiseLike<unknown>, metadata: ElementMetadata): Promise<void> {
    const { registers, plan } = this.#parts;
    let result: unknown;
    let failure: FailedCall | undefined;
    try {
      result = await pending;
    } catch (cause) {
      failure = new FailedCall(cause, 1);
    }
    plan.signal.throwIfAborted();
    registers.install(metadata);
    const work = failure === undefined ? this.#complete(element, result) : this.#failed.take(element, failure);
    if (work !== undefined) await work;
  }
}

/** Says whether a function can see its context, and so which of an element's windows it is called for. */
export function seesContext(fn: { readonly length: number }): boolean {
  // A function with one parameter can't; one with rest parameters or defaults (length 0) might.
  return fn.length !== 1;
}
