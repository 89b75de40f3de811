import { describeResult, WrongResultError } from "../dofn/wrong-result-error.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import { addRoute, isPromise } from "./route.ts";
import { nameOfOptional } from "./step-arguments.ts";

type TupleOf<T, N extends number, Found extends readonly T[] = readonly []> = Found["length"] extends N
  ? Found
  : TupleOf<T, N, readonly [...Found, T]>;

/** What {@link PCollection.partition} returns: as many collections as were asked for, where the number is known. */
export type Partitions<T, N extends number> = number extends N ? readonly PCollection<T>[] : TupleOf<PCollection<T>, N>;

/** Passes each element on to the output whose index a function returns. */
export function partition(input: PCollection<unknown>, args: readonly unknown[]): readonly PCollection<unknown>[] {
  const { name, rest } = nameOfOptional(args, "Partition", 2);
  const [count, fn] = rest as readonly [number, (element: unknown, context: unknown) => number | PromiseLike<number>];
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`partition takes a whole number of partitions, at least 1; got ${String(count)}.`);
  }
  if (typeof fn !== "function") throw new TypeError(`partition(...) takes a function; got ${typeof fn}.`);
  const indices = Array.from({ length: count }, (_, i) => String(i));
  const outputOf = (index: unknown): string => {
    const output = typeof index === "number" ? indices[index] : undefined;
    if (output === undefined) {
      throw new WrongResultError(
        `partition's function returns an index from 0 to ${String(count - 1)}; got ${describeResult(index)}.`,
        ["return one of these for every element", "drop the others before:  .filter((element) => ...)"],
      );
    }
    return output;
  };
  const outputs = addRoute(input, name, indices, (element, context) => {
    const index = fn(element, context);
    return isPromise(index) ? index.then(outputOf) : outputOf(index);
  });
  return indices.map((index) => outputs.get(index) as PCollection<unknown>);
}
