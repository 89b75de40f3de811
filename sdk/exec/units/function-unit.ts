import { FunctionContext } from "../element-context.ts";
import { Lane } from "../lane.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import type { ElementMetadata } from "../registers.ts";
import type { UnitParts } from "../unit.ts";

/**
 * The asynchronous side of a unit that calls a plain function: it takes over when the function has returned its first
 * promise. From then on each element has a context of its own, and elements are processed one after the other.
 */
export class AsyncFunctionSide {
  /** The context of synchronous calls. */
  readonly context: FunctionContext;
  /** Where elements wait; undefined until the function has returned a promise. */
  lane: Lane | undefined;
  readonly #parts: UnitParts;
  readonly #call: (element: unknown, context: FunctionContext) => unknown;
  readonly #complete: (element: unknown, result: unknown) => MaybePromise;

  /**
   * @param call - calls the user's function
   * @param complete - passes on what comes of its awaited result; the element's metadata is in the registers
   */
  constructor(
    parts: UnitParts,
    call: (element: unknown, context: FunctionContext) => unknown,
    complete: (element: unknown, result: unknown) => MaybePromise,
  ) {
    this.#parts = parts;
    this.#call = call;
    this.#complete = complete;
    this.context = new FunctionContext(parts.registers, parts.metrics);
  }

  /** Takes over from a synchronous call that has returned a promise. */
  begin(element: unknown, result: PromiseLike<unknown>): MaybePromise {
    const metadata = this.#parts.registers.snapshot();
    this.context.pin(metadata);
    this.lane = new Lane(this.#parts.registers, (next) => this.#process(next));
    return this.lane.run(this.#finish(element, result, metadata));
  }

  /** Processes an element, or puts it in line. */
  accept(element: unknown, lane: Lane): MaybePromise {
    return lane.busy === undefined ? lane.run(this.#process(element)) : lane.wait(element);
  }

  #process(element: unknown): Promise<void> {
    const metadata = this.#parts.registers.snapshot();
    let result: unknown;
    try {
      result = this.#call(element, new FunctionContext(metadata, this.#parts.metrics));
    } catch (cause) {
      return Promise.reject(this.#parts.failures.ofElement(cause, element));
    }
    return this.#finish(element, result, metadata);
  }

  async #finish(element: unknown, pending: unknown, metadata: ElementMetadata): Promise<void> {
    let result: unknown;
    try {
      result = await pending;
    } catch (cause) {
      throw this.#parts.failures.ofElement(cause, element);
    }
    this.#parts.registers.install(metadata);
    const work = this.#complete(element, result);
    if (work !== undefined) await work;
  }
}

/** Says whether a function can see its context, and so which of an element's windows it is called for. */
export function seesContext(fn: { readonly length: number }): boolean {
  // A function with one parameter can't; one with rest parameters or defaults (length 0) might.
  return fn.length !== 1;
}
