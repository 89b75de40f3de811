import { closest } from "../../../sdk/options/closest.ts";
import { OptionError } from "../../../sdk/options/option-error.ts";
import type { EnvironmentRequest, StartedEnvironment, StartEnvironment } from "./environment.ts";

/** The environments by name: each is loaded when it is used. */
const environments: Readonly<Record<string, () => Promise<StartEnvironment>>> = {
  loopback: async () => (await import("./loopback.ts")).startLoopback,
  external: async () => (await import("./external.ts")).startExternal,
  process: async () => (await import("./process.ts")).startProcess,
  docker: async () => (await import("./docker.ts")).startDocker,
};

/**
 * Makes ready the environment that an option names: `loopback`, `process`, `process:command`, `docker:image` or
 * `external:host:port`.
 *
 * @throws OptionError when there is no such environment
 */
export async function startEnvironment(
  option: string,
  request: Omit<EnvironmentRequest, "config">,
): Promise<StartedEnvironment> {
  const [name = "", ...rest] = option.split(":");
  const load = Object.hasOwn(environments, name) ? environments[name] : undefined;
  if (load === undefined) {
    const nearest = closest(name, Object.keys(environments));
    throw new OptionError({
      summary: `There is no environment named "${name}"${nearest === undefined ? "." : `; did you mean "${nearest}"?`}`,
      facts: { environments: Object.keys(environments).join(", ") },
      remedies: ["loopback", "process", "docker:IMAGE", "external:HOST:PORT"].map(
        (environment) => `write  --environment=${environment}`,
      ),
    });
  }
  const start = await load();
  return start({ ...request, config: rest.join(":") });
}
