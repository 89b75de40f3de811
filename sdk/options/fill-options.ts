import { closest } from "./closest.ts";
import { dataflowOptions } from "./dataflow-options.ts";
import { declaredOptions, type OptionsSpec } from "./declared-options.ts";
import { OptionError } from "./option-error.ts";
import type { ParsedOptions } from "./parse-options.ts";

/** Options that are several, and have no name of their own on a command line. */
const grouped: ReadonlySet<string> = new Set(["engineOptions", "dataflow"]);

/**
 * Returns a program's options from values instead of a command line: those that are given, and the defaults of the rest.
 *
 * @throws OptionError when a required one is left out, or one is given that was not declared
 */
export function fillOptions<Spec extends OptionsSpec>(
  spec: Spec,
  given: Partial<ParsedOptions<Spec>>,
): ParsedOptions<Spec> {
  const declared = declaredOptions(spec);
  const values = new Map<string, unknown>();
  for (const [name, { parts }] of declared) {
    if (parts.default !== undefined || Object.hasOwn(spec, name)) values.set(name, parts.default);
  }
  for (const [name, value] of Object.entries(given)) {
    if (!declared.has(name) && !grouped.has(name)) throw unknown(name, [...declared.keys()]);
    if (value !== undefined) values.set(name, value);
  }
  for (const [name, { parts }] of declared) {
    if (parts.required && values.get(name) === undefined) throw missing(name, parts.help || parts.type.expected);
  }
  // Each value is one that was given under its name, or the default of that option.
  return Object.freeze(Object.fromEntries(values)) as ParsedOptions<Spec>;
}

function unknown(name: string, names: readonly string[]): OptionError {
  const nearest = closest(name, names);
  return new OptionError({
    summary: `"${name}" is not an option of this pipeline${nearest === undefined ? "." : `; did you mean "${nearest}"?`}`,
    remedies: [
      ...(Object.hasOwn(dataflowOptions, name) ? [`give Dataflow's by its name:  { dataflow: { ${name}: ... } }`] : []),
      "declare it where definePipeline(...) is called:  { options: { ... } }",
    ],
  });
}

function missing(name: string, expected: string): OptionError {
  return new OptionError({
    summary: `The option "${name}" must be given.`,
    facts: { expected },
    remedies: [`give it where the pipeline is built:  { ${name}: ... }`],
  });
}
