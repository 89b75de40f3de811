// Dataflow's options on a command line. There are so many of them that they reserve no names: where a program declares one
// of the same name it is the program's, and Dataflow's is written with the name of its runner.

import { dataflowAliases, dataflowOptions, type DataflowOptions } from "./dataflow-options.ts";
import type { Option } from "./option.ts";

type Options = ReadonlyMap<string, Option<unknown>>;

const prefix = "dataflow.";

/** What each option is written as: by its name, or by those of the official SDKs. */
const spellings: readonly (readonly [spelling: string, name: keyof DataflowOptions])[] = [
  // Names of the table are names of options.
  ...(Object.keys(dataflowOptions) as (keyof DataflowOptions)[]).map((name) => [name, name] as const),
  ...Object.entries(dataflowAliases),
];

/**
 * Returns the options of Dataflow as they can be written beside a program's own: `project`, unless the program declares a
 * `project`, and `dataflow.project`.
 */
export function dataflowOptionsBeside(declared: Options): Options {
  return new Map(
    spellings.flatMap(([spelling, name]) => {
      const option = dataflowOptions[name];
      const short: [string, Option<unknown>][] = declared.has(spelling) ? [] : [[spelling, option]];
      return [...short, [`${prefix}${spelling}`, option]];
    }),
  );
}

/** Returns the options of Dataflow by what each is written as beside a program's own, in the order of help. */
export function dataflowOptionsAsWritten(declared: Options): readonly (readonly [string, Option<unknown>])[] {
  return Object.entries(dataflowOptions).map(([name, option]) => [declared.has(name) ? prefix + name : name, option]);
}

/**
 * Returns what a command line says of Dataflow's options; undefined where it says nothing.
 *
 * @param given - the values by the name that they were given under
 */
export function dataflowOptionsOf(
  given: ReadonlyMap<string, readonly unknown[]>,
  declared: Options,
): DataflowOptions | undefined {
  const values = new Map<string, unknown[]>();
  for (const [spelling, name] of spellings) {
    const found = [
      ...(declared.has(spelling) ? [] : (given.get(spelling) ?? [])),
      ...(given.get(`${prefix}${spelling}`) ?? []),
    ];
    if (found.length > 0) values.set(name, [...(values.get(name) ?? []), ...found]);
  }
  if (values.size === 0) return undefined;
  const read = [...values].map(([name, found]): [string, unknown] => {
    const gather = dataflowOptions[name as keyof DataflowOptions].parts.gather;
    return [name, gather === undefined ? found.at(-1) : gather(found)];
  });
  // Each value is what its option's type has read.
  return Object.freeze(Object.fromEntries(read));
}
