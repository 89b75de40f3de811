import type { ElementFunction } from "../../dofn/element-fn.ts";
import { FunctionContext } from "../element-context.ts";
import { Lane } from "../lane.ts";
import { isThenable, type MaybePromise } from "../maybe-promise.ts";
import type { ElementMetadata } from "../registers.ts";
import { onlyOutput, type Receiver, type Unit, type UnitParts } from "../unit.ts";

/**
 * Passes on all elements of what a function returns for each element: an iterable, an async iterable, or a promise of an
 * iterable. Where a step below is asynchronous, it waits for each output before it takes the next.
 */
export function flatMapUnit(parts: UnitParts, fn: ElementFunction): Unit {
  return new FlatMapUnit(parts, fn);
}

class FlatMapUnit implements Unit {
  readonly receive: Receiver;
  readonly #parts: UnitParts;
  readonly #push: Receiver;
  #context: FunctionContext;

  constructor(parts: UnitParts, fn: ElementFunction) {
    const { received, registers, metrics, failures } = parts;
    this.#parts = parts;
    this.#push = onlyOutput(parts);
    this.#context = new FunctionContext(registers, metrics);
    const process: Receiver = (element) => {
      let result: unknown;
      try {
        result = fn(element, this.#context);
      } catch (cause) {
        throw failures.ofElement(cause, element);
      }
      return Array.isArray(result) ? this.#pushArray(element, result) : this.#pushAll(element, result);
    };
    const lane = new Lane(registers, process);
    this.receive = (element) => {
      received.elements++;
      if (lane.busy !== undefined) return lane.wait(element);
      const work = process(element);
      return work === undefined ? undefined : lane.run(work);
    };
  }

  #pushArray(element: unknown, result: readonly unknown[]): MaybePromise {
    for (let i = 0; i < result.length; i++) {
      const work = this.#push(result[i]);
      if (work !== undefined) return this.#resume(element, result.slice(i + 1).values(), work);
    }
    return undefined;
  }

  #pushAll(element: unknown, result: unknown): MaybePromise {
    if (isIterable(result)) return this.#pushIterable(element, result);
    if (isAsyncIterable(result)) return this.#resume(element, result[Symbol.asyncIterator]());
    if (isThenable(result)) return this.#pushPromised(element, result);
    throw this.#parts.failures.ofElement(notIterable(result), element);
  }

  #pushIterable(element: unknown, iterable: Iterable<unknown>): MaybePromise {
    const iterator = iterable[Symbol.iterator]();
    for (;;) {
      let next: IteratorResult<unknown>;
      try {
        next = iterator.next();
      } catch (cause) {
        throw this.#parts.failures.ofElement(cause, element);
      }
      if (next.done === true) return undefined;
      let work: MaybePromise;
      try {
        work = this.#push(next.value);
      } catch (error) {
        iterator.return?.();
        throw error;
      }
      if (work !== undefined) return this.#resume(element, iterator, work);
    }
  }

  /** Gives this element the context that its function may still read from, and returns its metadata. */
  #keepContext(): ElementMetadata {
    const { registers, metrics } = this.#parts;
    const metadata = registers.snapshot();
    this.#context.pin(metadata);
    this.#context = new FunctionContext(registers, metrics);
    return metadata;
  }

  /** Goes on with an iteration when `work` is done. */
  async #resume(
    element: unknown,
    rest: Iterator<unknown> | AsyncIterator<unknown>,
    work?: Promise<void>,
  ): Promise<void> {
    // Before the first await, while the registers are still this element's.
    const metadata = this.#keepContext();
    await work;
    await this.#pushRest(element, rest, metadata);
  }

  async #pushPromised(element: unknown, promised: PromiseLike<unknown>): Promise<void> {
    const metadata = this.#keepContext();
    let result: unknown;
    try {
      result = await promised;
      if (!isIterable(result)) throw notIterable(result);
    } catch (cause) {
      throw this.#parts.failures.ofElement(cause, element);
    }
    await this.#pushRest(element, result[Symbol.iterator](), metadata);
  }

  /** Pushes on what is left of an iteration, each output after the one before is done. */
  async #pushRest(
    element: unknown,
    rest: Iterator<unknown> | AsyncIterator<unknown>,
    metadata: ElementMetadata,
  ): Promise<void> {
    try {
      for (;;) {
        const next = await this.#nextOf(rest, element);
        if (next.done === true) return;
        this.#parts.registers.install(metadata);
        await this.#push(next.value);
      }
    } catch (error) {
      // The user's generator ends as it would in a loop: its finally blocks run.
      await rest.return?.();
      throw error;
    }
  }

  async #nextOf(rest: Iterator<unknown> | AsyncIterator<unknown>, element: unknown): Promise<IteratorResult<unknown>> {
    try {
      return await rest.next();
    } catch (cause) {
      throw this.#parts.failures.ofElement(cause, element);
    }
  }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

function notIterable(result: unknown): TypeError {
  return new TypeError(
    typeof result === "string"
      ? "flatMap got a string, whose characters would become the elements. Return [text], or [...text] for its characters."
      : `flatMap takes a function that returns an iterable, such as an array; it returned ${describe(result)}.`,
  );
}

function describe(result: unknown): string {
  return typeof result === "object" && result !== null ? "an object that is none" : String(result);
}
