import type { PCollection } from "../sdk/index.ts";

/**
 * Returns the same elements, each held back until the signals are complete: until what they are made by has been done for
 * the window in which the element's window ends.
 *
 * @param signals - PCollections of whatever elements; only whether they are complete is looked at
 * @throws SideInputWindowsError when the windows of a signal can't be found from those of the elements
 *
 * @example
 * ```ts
 * const written = users.map("Store users", async (user) => store(user));
 * const stored = orders.apply(waitOn(written)).map("Store orders", async (order) => store(order));
 * ```
 */
export function waitOn(
  ...signals: readonly [PCollection<unknown>, ...PCollection<unknown>[]]
): <T>(input: PCollection<T>) => PCollection<T> {
  return function waitOn<T>(input: PCollection<T>): PCollection<T> {
    const side = Object.fromEntries(
      signals.map((signal, index) => [
        `signal${String(index)}`,
        // Of a signal's elements none is kept: their end is all that is waited for.
        signal.filter(`Signal${String(index)}`, () => false).asList(),
      ]),
    );
    return input.tap("Wait", () => undefined, { side });
  };
}
