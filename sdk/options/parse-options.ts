import path from "node:path";

import { dataflowOptionsAsWritten, dataflowOptionsBeside, dataflowOptionsOf } from "./dataflow-arguments.ts";
import { declaredOptions, standardOptions, type OptionsSpec } from "./declared-options.ts";
import { renderHelp } from "./help.ts";
import type { Option } from "./option.ts";
import { OptionError } from "./option-error.ts";
import type { PipelineOptions } from "./pipeline-options.ts";
import { readArguments } from "./read-arguments.ts";
import { recordOptions, takeReplayedOptions } from "./replay.ts";

/** The values of a program's options, and of those that every pipeline has. */
export type ParsedOptions<Spec extends OptionsSpec> = {
  readonly [Name in keyof Spec]: Spec[Name] extends Option<infer Value> ? Value : never;
} & PipelineOptions;

/** Names that a program can't declare, because every program has these options. */
export type ReservedNames = Readonly<Partial<Record<keyof PipelineOptions | "help", never>>>;

/**
 * Returns the options that were given on the command line, each typed as it was declared. `--help` prints all of them
 * and ends the process.
 *
 * @param spec - the program's options, by name; made by {@link option}
 * @param argv - the arguments, without the program's name
 * @throws OptionError when one is unknown, missing or not of its type
 *
 * @example
 * ```ts
 * const options = parseOptions({
 *   input: option.string({ default: "book.txt", help: "file or glob" }),
 *   top: option.integer({ min: 1 }),
 * });
 * options.input;    // string
 * options.top;      // number | undefined
 * ```
 */
export function parseOptions<const Spec extends OptionsSpec>(
  spec: Spec & ReservedNames,
  argv: readonly string[] = process.argv.slice(2),
): ParsedOptions<Spec> {
  const names = Object.keys(spec);
  // On a worker, what the submitter was told counts; it was parsed there for a spec of these very names.
  const replayed = takeReplayedOptions(names) as ParsedOptions<Spec> | undefined;
  if (replayed !== undefined) return replayed;
  const values = parseOptionsAt(processTerminal, spec, argv);
  recordOptions({ names, values });
  return values;
}

/** Where help is printed, and what happens then. */
export interface HelpTerminal {
  /** How the program is called. */
  readonly program: string;
  /** How many columns there are. */
  readonly width: number;
  print(text: string): void;
  exit(code: number): never;
}

const processTerminal: HelpTerminal = {
  get program() {
    const script = process.argv[1];
    if (script === undefined) return "node";
    const relative = path.relative(process.cwd(), script);
    return `node ${relative.startsWith("..") ? script : relative}`;
  },
  get width() {
    return Math.min(process.stdout.columns || 100, 120);
  },
  print: (text) => void process.stdout.write(text),
  exit: (code) => process.exit(code),
};

/** Does what {@link parseOptions} does, on a given terminal. */
export function parseOptionsAt<Spec extends OptionsSpec>(
  terminal: HelpTerminal,
  spec: Spec,
  argv: readonly string[],
): ParsedOptions<Spec> {
  const options = declaredOptions(spec);
  const given = readArguments(new Map([...dataflowOptionsBeside(options), ...options]), argv);
  if (given === "help") {
    const { program, width } = terminal;
    const help = renderHelp({
      program,
      width,
      own: Object.entries(spec),
      standard: Object.entries(standardOptions),
      ...(asksForDataflow(argv) ? { dataflow: dataflowOptionsAsWritten(options) } : {}),
    });
    terminal.print(`${help}\n`);
    return terminal.exit(0);
  }
  const values = [...options].map(([name, { parts }]): [string, unknown] => {
    const found = given.byName.get(name);
    if (found === undefined) return [name, parts.default];
    return [name, parts.arity === "list" ? Object.freeze(found) : found[0]];
  });
  checkRequired(options, given.byName);
  // Each value is its option's default or what its type's parse has returned: what ParsedOptions says, name by name.
  const present = values.filter(([name, value]) => value !== undefined || Object.hasOwn(spec, name));
  const engineOptions = Object.keys(given.byEngine).length === 0 ? {} : { engineOptions: given.byEngine };
  const dataflow = dataflowOptionsOf(given.byName, options);
  return Object.freeze({
    ...Object.fromEntries(present),
    ...engineOptions,
    ...(dataflow === undefined ? {} : { dataflow }),
  }) as ParsedOptions<Spec>;
}

function asksForDataflow(argv: readonly string[]): boolean {
  return argv.some(
    (word, index) => word === "--runner=dataflow" || (word === "dataflow" && argv[index - 1] === "--runner"),
  );
}

function checkRequired(options: ReadonlyMap<string, Option<unknown>>, given: ReadonlyMap<string, unknown>): void {
  const missing = [...options].filter(([name, { parts }]) => parts.required && !given.has(name));
  if (missing.length === 0) return;
  const names = missing.map(([name]) => `--${name}`).join(" and ");
  throw new OptionError({
    summary: `${names} must be given.`,
    facts: Object.fromEntries(missing.map(([name, { parts }]) => [`--${name}`, parts.help || parts.type.expected])),
    remedies: [`add  ${missing.map(([name, { parts }]) => `--${name}=<${parts.type.placeholder}>`).join(" ")}`],
  });
}
