import { describeResult, WrongResultError } from "../../dofn/wrong-result-error.ts";
import type { Attempt } from "../calls/attempt.ts";
import { isThenable } from "../maybe-promise.ts";
import { TimeSlice } from "../time-slice.ts";

/** Says whether the function of a flatMap has returned elements: a string's characters are not meant. */
export function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

/** Says whether it has returned elements that come later. */
export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** The error for a function that has returned no elements. */
export function notIterable(result: unknown): WrongResultError {
  if (typeof result === "string") {
    const summary = `flatMap takes a function that returns elements; it returned a string, ${describeResult(result)}, whose characters would become these.`;
    return new WrongResultError(summary, ["for one element, return  [text]", "for its characters, return  [...text]"]);
  }
  return new WrongResultError(
    `flatMap takes a function that returns an iterable, such as an array; it returned ${describeResult(result)}.`,
    ["return an array of elements, empty where there is none:  return []", "for one element each, use  .map(...)"],
  );
}

/** Ends an iteration as a loop would: the finally blocks of a generator run. The error to tell is the one that there is. */
export function close(iterator: Iterator<unknown>): void {
  try {
    iterator.return?.();
  } catch {
    // See above.
  }
}

/** Ends an asynchronous iteration, likewise. */
export async function closeAsync(iterator: AsyncIterator<unknown>): Promise<void> {
  await Promise.resolve(iterator.return?.()).catch(() => undefined);
}

/**
 * Returns all elements of what the function of a flatMap has returned in an attempt, as an array or a promise of one.
 *
 * @throws WrongResultError when that has none
 */
export function collect(result: unknown, attempt: Attempt): readonly unknown[] | Promise<readonly unknown[]> {
  if (Array.isArray(result)) return result as readonly unknown[];
  if (isIterable(result)) return collectIterable(result, attempt);
  if (isAsyncIterable(result)) return collectAsync(result, attempt);
  if (!isThenable(result)) throw notIterable(result);
  return Promise.resolve(result).then((awaited) => {
    if (!isIterable(awaited)) throw notIterable(awaited);
    return collect(awaited, attempt);
  });
}

function collectIterable(
  iterable: Iterable<unknown>,
  attempt: Attempt,
): readonly unknown[] | Promise<readonly unknown[]> {
  const collected: unknown[] = [];
  const slice = new TimeSlice();
  const iterator = iterable[Symbol.iterator]();
  // False when the event loop should have its turn first.
  const isDone = (): boolean => {
    for (;;) {
      const next = iterator.next();
      if (next.done === true) return true;
      collected.push(next.value);
      if (slice.isOver()) return false;
    }
  };
  if (isDone()) return collected;
  return (async () => {
    do {
      await slice.pass();
      if (attempt.isAbandoned) {
        close(iterator);
        return collected;
      }
    } while (!isDone());
    return collected;
  })();
}

async function collectAsync(iterable: AsyncIterable<unknown>, attempt: Attempt): Promise<readonly unknown[]> {
  const collected: unknown[] = [];
  for await (const each of iterable) {
    collected.push(each);
    // Nobody waits for the rest: leaving the loop ends the iteration.
    if (attempt.isAbandoned) break;
  }
  return collected;
}
