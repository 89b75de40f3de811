import { closest } from "../sdk/options/closest.ts";
import type { Runner } from "../sdk/pipeline/runner.ts";
import { PurlinError } from "../sdk/values/purlin-error.ts";

/** The runners by name. Each is loaded when it is used. */
const runners: Readonly<Record<string, () => Promise<Runner>>> = {
  direct: async () => (await import("./direct/runner.ts")).directRunner,
  flink: async () => (await import("./flink/runner.ts")).flinkRunner,
  spark: async () => (await import("./spark/runner.ts")).sparkRunner,
  prism: async () => (await import("./prism/runner.ts")).prismRunner,
  portable: async () => (await import("./portable/any-runner.ts")).anyPortableRunner,
  dataflow: async () => (await import("./dataflow/runner.ts")).dataflowRunner,
};

/** Thrown when no runner has the name that the options give. */
class UnknownRunnerError extends PurlinError {
  constructor(name: string) {
    const names = Object.keys(runners);
    const suggestion = closest(name, names);
    super("UnknownRunnerError", "PURLIN_RUNNER", {
      summary: `There is no runner named "${name}".${suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`}`,
      facts: { runners: names.join(", ") },
      remedies: ["name one of these:  --runner=direct"],
    });
  }
}

/**
 * Loads a runner.
 *
 * @param engines - the engines that options are given for: `["flink"]` for `--flink.parallelism=4`
 * @throws UnknownRunnerError when there is none of that name, or an engine is none of the runners
 */
export function loadRunner(name: string, engines: readonly string[] = []): Promise<Runner> {
  for (const engine of engines) if (!Object.hasOwn(runners, engine)) throw new UnknownRunnerError(engine);
  const load = Object.hasOwn(runners, name) ? runners[name] : undefined;
  if (load === undefined) throw new UnknownRunnerError(name);
  return load();
}
