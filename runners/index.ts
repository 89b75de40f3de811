import { closest } from "../sdk/options/closest.ts";
import type { Runner } from "../sdk/pipeline/runner.ts";
import { PurlinError } from "../sdk/values/purlin-error.ts";

/** The runners by name. Each is loaded when it is used. */
const runners: Readonly<Record<string, () => Promise<Runner>>> = {
  direct: async () => (await import("./direct/runner.ts")).directRunner,
};

/** Thrown when no runner has the name that the options give. */
export class UnknownRunnerError extends PurlinError {
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
 * @throws UnknownRunnerError when there is none of that name
 */
export function loadRunner(name: string): Promise<Runner> {
  const load = Object.hasOwn(runners, name) ? runners[name] : undefined;
  if (load === undefined) throw new UnknownRunnerError(name);
  return load();
}
