import { describeResult, WrongResultError } from "../dofn/wrong-result-error.ts";
import type { PCollection } from "../pipeline/pcollection.ts";
import { addRoute, isPromise } from "./route.ts";
import { nameOfOptional } from "./step-arguments.ts";

/** The guards of {@link PCollection.branch}, by the name of the output. */
export type Guards<E> = Readonly<Record<string, (element: E) => boolean>> & { readonly rest?: never };

/** The elements that a guard lets through: of the narrower type, where it is a type guard. */
export type Guarded<E, Guard> = Guard extends ((element: E) => element is infer U extends E) ? U : E;

/** What is left by guards: what type guards let through is gone. */
export type LeftBy<E, G> = Exclude<
  E,
  { readonly [Name in keyof G]: G[Name] extends ((element: E) => element is infer U extends E) ? U : never }[keyof G]
>;

/** What {@link PCollection.branch} returns. */
export type Branches<E, G> = { readonly [Name in keyof G]: PCollection<Guarded<E, G[Name]>> } & {
  readonly rest: PCollection<LeftBy<E, G>>;
};

/** Passes each element on to the output of the first guard that lets it through. */
export function branch(
  input: PCollection<unknown>,
  args: readonly unknown[],
): Readonly<Record<string, PCollection<unknown>>> {
  const { name, rest } = nameOfOptional(args, "Branch", 1);
  const guards = Object.entries((rest[0] ?? {}) as Readonly<Record<string, (element: unknown) => unknown>>);
  for (const [output, guard] of guards) {
    if (output === "rest")
      throw new TypeError("branch has an output `rest` of its own: choose another name for the guard.");
    if (typeof guard !== "function") throw new TypeError(`branch takes functions; "${output}" is ${typeof guard}.`);
  }
  const outputs = addRoute(input, name, ["rest", ...guards.map(([output]) => output)], (element) => {
    for (const [output, guard] of guards) {
      const isThrough = guard(element);
      if (typeof isThrough !== "boolean") throw notBoolean(output, isThrough);
      if (isThrough) return output;
    }
    return "rest";
  });
  return Object.fromEntries(outputs);
}

/** The error for a guard that answers otherwise than by true or false: a promise above all would let everything through. */
function notBoolean(output: string, answer: unknown): WrongResultError {
  const summary = `The guard of "${output}" returns true or false; it returned ${describeResult(answer)}.`;
  if (!isPromise(answer)) return new WrongResultError(summary, ["compare:  (element) => element.price !== undefined"]);
  // Nobody takes it, nor its rejection.
  answer.then(undefined, () => undefined);
  return new WrongResultError(summary, ["await in a map before it, and branch by what that returns"]);
}
