import type { ElementFunction } from "../../dofn/element-fn.ts";
import { FunctionContext } from "../element-context.ts";
import { Lane } from "../lane.ts";
import { isThenable, type MaybePromise } from "../maybe-promise.ts";
import type { ElementMetadata } from "../registers.ts";
import { onlyOutput, type Unit, type UnitParts } from "../unit.ts";

/**
 * Passes on all elements of what a function returns for each element: an iterable, an async iterable, or a promise of an
 * iterable. Where a step below is asynchronous, it waits for each output before it takes the next.
 */
export function flatMapUnit(parts: UnitParts, fn: ElementFunction): Unit {
  const push = onlyOutput(parts);
  const { received, failures, registers, metrics } = parts;
  let context = new FunctionContext(registers, metrics);

  /** Pushes on what is left of an iteration, each output after the one before is done. */
  async function pushRest(
    element: unknown,
    rest: Iterator<unknown> | AsyncIterator<unknown>,
    metadata: ElementMetadata,
  ): Promise<void> {
    try {
      for (;;) {
        let next: IteratorResult<unknown>;
        try {
          next = await rest.next();
        } catch (cause) {
          throw failures.ofElement(cause, element);
        }
        if (next.done === true) return;
        registers.install(metadata);
        await push(next.value);
      }
    } catch (error) {
      // The user's generator ends as it would in a loop: its finally blocks run.
      await rest.return?.();
      throw error;
    }
  }

  async function resume(element: unknown, work: unknown, rest: () => Iterator<unknown> | AsyncIterator<unknown>): Promise<void> {
    // Taken before the first await: the registers are still this element's.
    const metadata = registers.snapshot();
    context.pin(metadata);
    context = new FunctionContext(registers, metrics);
    await work;
    await pushRest(element, rest(), metadata);
  }

  function pushAll(element: unknown, result: unknown): MaybePromise {
    if (Array.isArray(result)) {
      for (let i = 0; i < result.length; i++) {
        const work = push(result[i]);
        if (work !== undefined) return resume(element, work, () => result.slice(i + 1).values());
      }
      return undefined;
    }
    if (isIterable(result)) return pushIterable(element, result);
    if (isAsyncIterable(result)) return resume(element, undefined, () => result[Symbol.asyncIterator]());
    if (isThenable(result)) return pushPromised(element, result);
    throw failures.ofElement(notIterable(result), element);
  }

  function pushIterable(element: unknown, iterable: Iterable<unknown>): MaybePromise {
    const iterator = iterable[Symbol.iterator]();
    for (;;) {
      let next: IteratorResult<unknown>;
      try {
        next = iterator.next();
      } catch (cause) {
        throw failures.ofElement(cause, element);
      }
      if (next.done === true) return undefined;
      let work: MaybePromise;
      try {
        work = push(next.value);
      } catch (error) {
        iterator.return?.();
        throw error;
      }
      if (work !== undefined) return resume(element, work, () => iterator);
    }
  }

  async function pushPromised(element: unknown, promised: PromiseLike<unknown>): Promise<void> {
    const metadata = registers.snapshot();
    context.pin(metadata);
    context = new FunctionContext(registers, metrics);
    let result: unknown;
    try {
      result = await promised;
      if (!isIterable(result)) throw notIterable(result);
    } catch (cause) {
      throw failures.ofElement(cause, element);
    }
    await pushRest(element, result[Symbol.iterator](), metadata);
  }

  function process(element: unknown): MaybePromise {
    let result: unknown;
    try {
      result = fn(element, context);
    } catch (cause) {
      throw failures.ofElement(cause, element);
    }
    return pushAll(element, result);
  }

  const lane = new Lane(registers, process);
  return {
    receive: (element) => {
      received.elements++;
      if (lane.busy !== undefined) return lane.wait(element);
      const work = process(element);
      return work === undefined ? undefined : lane.run(work);
    },
  };
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
      : `flatMap takes a function that returns an iterable, such as an array; it returned ${String(result)}.`,
  );
}
