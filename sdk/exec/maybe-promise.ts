/** What a unit returns: `undefined` when the work is done already. The common case makes no promise. */
export type MaybePromise = Promise<void> | undefined;

/** Says whether a user's function has returned something to await. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  // Most results are not promises: arrays (pairs among them) are known without a property lookup.
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  try {
    return typeof (value as { then?: unknown }).then === "function";
  } catch {
    // Whoever awaits it gets what its getter throws, and tells of it as of a promise that is rejected.
    return true;
  }
}

/** Marks a promise as seen, so that its rejection is not reported as unhandled before somebody awaits it. */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(ignore);
  return promise;
}

function ignore(): void {
  // Whoever awaits the promise gets the rejection.
}

/** Waits for both. */
export function both(a: MaybePromise, b: MaybePromise): MaybePromise {
  // A busy lane gives all that waits in it the same promise.
  if (a === undefined || a === b) return b;
  if (b === undefined) return a;
  return handled(Promise.all([a, b]).then(ignore));
}

/** Waits for `work`, but not longer than that, and whether or not it fails. */
export async function within(millis: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, millis);
  });
  await Promise.race([work.catch(ignore), limit]);
  clearTimeout(timer);
}
