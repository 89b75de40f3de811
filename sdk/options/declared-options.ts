import { option, type Option } from "./option.ts";
import { OptionError } from "./option-error.ts";
import { bundlings, standardDefaults, type NamedPipelineOptions } from "./pipeline-options.ts";

/** A program's options by name: what {@link parseOptions} is given. */
export type OptionsSpec = Readonly<Record<string, Option<unknown>>>;

/** The options that every program has. */
export const standardOptions: {
  readonly [Name in keyof NamedPipelineOptions]-?: Option<NamedPipelineOptions[Name] | undefined>;
} = {
  runner: option.string({ default: standardDefaults.runner, help: "what runs the pipeline" }),
  jobName: option.string({ help: "the job's name, where jobs are listed" }),
  jobEndpoint: option.string({ help: "host:port of a job server that runs already; one is started when left out" }),
  environment: option.string({
    help: "where functions run: loopback (this process), process, docker:image or external:host:port",
  }),
  workers: option.integer({ min: 1, help: "how many processes run functions on each machine of an engine" }),
  parallelism: option.integer({ min: 1, help: "on how many threads functions run (runner direct)" }),
  flinkMaster: option.string({ help: "embedded, or host:port of a Flink cluster" }),
  sparkMaster: option.string({ help: "embedded, or the URL of a Spark master" }),
  metricsOut: option.string({ help: "the file that the job's metrics are written to as JSON when it ends" }),
  strict: option.boolean({ help: "check each step as tests do: coders, mutation, keys (runner direct)" }),
  bundling: option.choice(bundlings, { help: "how bundles are cut, for tests (runner direct)" }),
  quiet: option.boolean({ default: standardDefaults.quiet, help: "show neither progress nor a summary" }),
  verbose: option.boolean({
    default: standardDefaults.verbose,
    help: "show the runner's log, and errors with their stack",
  }),
};

const declarable = /^[a-z][A-Za-z0-9]*$/;
const reserved: readonly string[] = [...Object.keys(standardOptions), "engineOptions", "dataflow", "help"];

function fault(
  name: string,
  { alias }: Option<unknown>["parts"],
  aliases: ReadonlyMap<string, string>,
): string | undefined {
  if (reserved.includes(name)) return "every program has an option of that name";
  if (!declarable.test(name)) return "names are letters and digits in camelCase";
  if (alias === undefined) return undefined;
  if (!/^[A-Za-z]$/.test(alias)) return `the alias "${alias}" is not one letter`;
  const other = aliases.get(alias);
  return other === undefined ? undefined : `the alias "${alias}" stands for --${other} already`;
}

/**
 * Returns all options that a program has, its own first.
 *
 * @throws OptionError when one of the program's can't be given on a command line
 */
export function declaredOptions(spec: OptionsSpec): ReadonlyMap<string, Option<unknown>> {
  const aliases = new Map([["h", "help"]]);
  for (const [name, { parts }] of Object.entries(spec)) {
    const problem = fault(name, parts, aliases);
    if (problem !== undefined) {
      throw new OptionError({
        summary: `An option "${name}" can't be declared: ${problem}.`,
        remedies: ["choose another name or alias where parseOptions(...) is called"],
      });
    }
    if (parts.alias !== undefined) aliases.set(parts.alias, name);
  }
  return new Map<string, Option<unknown>>([...Object.entries(spec), ...Object.entries(standardOptions)]);
}
