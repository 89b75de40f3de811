import type { PCollection } from "../sdk/index.ts";
import type { Flat } from "./row-fields.ts";

/** Rows with fields that functions make, which may be asynchronous. */
export type WithFields<T, F> = Flat<Omit<T, keyof F> & { -readonly [K in keyof F]: Awaited<F[K]> }>;

/**
 * Returns each row with fields that functions of the row make, in the place of those of the same name. Nothing is known of
 * what functions return: name a schema after it where one is wanted.
 *
 * @example
 * ```ts
 * orders.apply(addFields({ total: (order) => order.price * order.amount, day: ({ at }) => at.slice(0, 10) }));
 * ```
 */
export function addFields<T extends object, F>(fields: {
  readonly [K in keyof F]: (row: T) => F[K];
}): (rows: PCollection<T>) => PCollection<WithFields<T, F>> {
  const makers = Object.entries(fields) as [name: string, make: (row: T) => unknown][];
  for (const [name, make] of makers) {
    if (typeof make !== "function") throw new TypeError(`addFields takes a function for "${name}".`);
  }
  return function addFields(rows: PCollection<T>): PCollection<WithFields<T, F>> {
    return rows.map("Fields", (row) => {
      const made = { ...row } as Record<string, unknown>;
      const waiting: Promise<void>[] = [];
      for (const [name, make] of makers) {
        const value = make(row);
        made[name] = value;
        if (isPromise(value)) {
          waiting.push(
            Promise.resolve(value).then((settled) => {
              made[name] = settled;
            }),
          );
        }
      }
      const result = made as WithFields<T, F> & NonNullable<unknown>;
      return waiting.length === 0 ? result : Promise.all(waiting).then(() => result);
    });
  };
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
