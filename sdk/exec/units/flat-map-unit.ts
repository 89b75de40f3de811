import type { CallSettings, ElementFunction } from "../../dofn/element-fn.ts";
import { AttemptContext } from "../calls/attempt.ts";
import { FunctionContext } from "../element-context.ts";
import { SerialLane } from "../lane.ts";
import { isThenable, type MaybePromise } from "../maybe-promise.ts";
import type { ElementMetadata } from "../registers.ts";
import { TimeSlice } from "../time-slice.ts";
import type { Receiver, Unit, UnitParts } from "../unit.ts";
import { callUnit, mainOutput, needsLane } from "./call-unit.ts";
import { close, closeAsync, collect, isAsyncIterable, isIterable, notIterable } from "./iterables.ts";

/** From how many elements on an array is passed on with looks at the clock. */
const longArray = 1024;

/**
 * Passes on all elements of what a function returns for each element: an iterable, an async iterable, or a promise of an
 * iterable. Where a step below is asynchronous, it waits for each output before it takes the next.
 *
 * Where calls may be repeated or fail for an element alone, all that a call returns is taken before any of it is passed on.
 */
export function flatMapUnit(parts: UnitParts, fn: ElementFunction, settings: CallSettings): Unit {
  const unit = new FlatMapUnit(parts, fn);
  if (!needsLane(settings) && settings.deadLetters === undefined) return unit;
  return callUnit(parts, settings, {
    call: (element, attempt) => collect(fn(element, new AttemptContext(attempt, parts)), attempt),
    complete: (element, collected) => unit.pushArray(element, collected as readonly unknown[]),
  });
}

class FlatMapUnit implements Unit {
  readonly receive: Receiver;
  readonly #parts: UnitParts;
  readonly #push: Receiver;
  readonly #slice = new TimeSlice();
  #context: FunctionContext;

  constructor(parts: UnitParts, fn: ElementFunction) {
    const { received, registers, failures } = parts;
    this.#parts = parts;
    this.#push = mainOutput(parts);
    this.#context = new FunctionContext(registers, parts);
    const process: Receiver = (element) => {
      let result: unknown;
      try {
        result = fn(element, this.#context);
      } catch (cause) {
        throw failures.ofElement(cause, element);
      }
      return Array.isArray(result) ? this.pushArray(element, result) : this.#pushAll(element, result);
    };
    const lane = new SerialLane(parts, process);
    this.receive = (element) => {
      received.elements++;
      if (lane.busy !== undefined) return lane.wait(element);
      const work = process(element);
      return work === undefined ? undefined : lane.run(work);
    };
  }

  /** Passes on the elements of what the function has returned. */
  pushArray(element: unknown, result: readonly unknown[]): MaybePromise {
    if (result.length > longArray) return this.#pushIterable(element, result);
    for (let i = 0; i < result.length; i++) {
      const work = this.#push(result[i]);
      if (work !== undefined) return this.#pushRest(element, result.slice(i + 1).values(), work);
    }
    return undefined;
  }

  #pushAll(element: unknown, result: unknown): MaybePromise {
    if (isIterable(result)) return this.#pushIterable(element, result);
    if (isAsyncIterable(result)) return this.#pushAsync(element, result);
    if (isThenable(result)) return this.#pushPromised(element, result);
    throw this.#parts.failures.ofElement(notIterable(result), element);
  }

  #pushIterable(element: unknown, iterable: Iterable<unknown>): MaybePromise {
    const iterator = this.#guarded(element, () => iterable[Symbol.iterator]());
    const work = this.#pushSome(element, iterator);
    return work === undefined ? undefined : this.#pushRest(element, iterator, work);
  }

  /**
   * Pushes on until there is something to wait for: a step below, or the event loop, which gets its turn as it does
   * between two elements. Returns undefined at the end of the iteration.
   */
  #pushSome(element: unknown, iterator: Iterator<unknown>): MaybePromise {
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
        close(iterator);
        throw error;
      }
      if (work !== undefined) return work;
      if (this.#slice.isOver()) return this.#slice.pass();
    }
  }

  /** Goes on with an iteration when `work` is done. */
  async #pushRest(element: unknown, iterator: Iterator<unknown>, work: Promise<void>): Promise<void> {
    // Before the first await, while the registers are still this element's.
    const metadata = this.#keepContext();
    const { registers, plan } = this.#parts;
    for (let waiting: MaybePromise = work; waiting !== undefined; waiting = this.#pushSome(element, iterator)) {
      try {
        await waiting;
        plan.signal.throwIfAborted();
      } catch (error) {
        close(iterator);
        throw error;
      }
      registers.install(metadata);
    }
  }

  async #pushAsync(element: unknown, iterable: AsyncIterable<unknown>): Promise<void> {
    const metadata = this.#keepContext();
    const { registers, plan } = this.#parts;
    const iterator = this.#guarded(element, () => iterable[Symbol.asyncIterator]());
    for (;;) {
      const next = await this.#nextOf(iterator, element);
      try {
        plan.signal.throwIfAborted();
        if (next.done === true) return;
        registers.install(metadata);
        await this.#push(next.value);
      } catch (error) {
        // The generator ends as it would in a loop: its finally blocks run. The error to tell is the one that there is.
        await closeAsync(iterator);
        throw error;
      }
    }
  }

  async #pushPromised(element: unknown, promised: PromiseLike<unknown>): Promise<void> {
    const metadata = this.#keepContext();
    const { registers, plan, failures } = this.#parts;
    let result: unknown;
    try {
      result = await promised;
    } catch (cause) {
      throw failures.ofElement(cause, element);
    }
    plan.signal.throwIfAborted();
    if (!isIterable(result)) throw failures.ofElement(notIterable(result), element);
    registers.install(metadata);
    const work = this.#pushIterable(element, result);
    if (work !== undefined) await work;
  }

  /** Gives this element the context that its function may still read from, and returns its metadata. */
  #keepContext(): ElementMetadata {
    const { registers } = this.#parts;
    const metadata = registers.snapshot();
    this.#context.pin(metadata);
    this.#context = new FunctionContext(registers, this.#parts);
    return metadata;
  }

  #guarded<T>(element: unknown, run: () => T): T {
    try {
      return run();
    } catch (cause) {
      throw this.#parts.failures.ofElement(cause, element);
    }
  }

  async #nextOf(iterator: AsyncIterator<unknown>, element: unknown): Promise<IteratorResult<unknown>> {
    try {
      return await iterator.next();
    } catch (cause) {
      throw this.#parts.failures.ofElement(cause, element);
    }
  }
}
