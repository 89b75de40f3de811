import { FunctionContext } from "../element-context.ts";
import { Lane } from "../lane.ts";
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
  readonly lane: Lane;
  readonly #parts: UnitParts;
  readonly #complete: (element: unknown, result: unknown) => MaybePromise;

  /**
   * @param process - processes one element of the line, whose metadata is in the registers
   * @param complete - passes on what comes of an awaited result; the element's metadata is in the registers
   */
  constructor(
    parts: UnitParts,
    process: (element: unknown) => MaybePromise,
    complete: (element: unknown, result: unknown) => MaybePromise,
  ) {
    this.#parts = parts;
    this.#complete = complete;
    this.lane = new Lane(parts, process);
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
    let result: unknown;
    try {
      result = await pending;
    } catch (cause) {
      throw this.#parts.failures.ofElement(cause, element);
    }
    const { registers, plan } = this.#parts;
    plan.signal.throwIfAborted();
    registers.install(metadata);
    const work = this.#complete(element, result);
    if (work !== undefined) await work;
  }
}

/** Says whether a function can see its context, and so which of an element's windows it is called for. */
export function seesContext(fn: { readonly length: number }): boolean {
  // A function with one parameter can't; one with rest parameters or defaults (length 0) might.
  return fn.length !== 1;
}
