import type { StepName } from "../graph/graph-builder.ts";

/**
 * Reads the arguments of a method that takes an optional name before others, of which the first may be text too.
 *
 * @param count - how many arguments come after the name
 */
export function nameOfOptional(
  args: readonly unknown[],
  defaultName: string,
  count: number,
): { readonly name: StepName; readonly rest: readonly unknown[] } {
  const [first, ...others] = args;
  const isNamed = args.length > count && typeof first === "string";
  return { name: { name: isNamed ? first : undefined, defaultName }, rest: isNamed ? others : args };
}
