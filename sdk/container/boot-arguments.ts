import { parseArgs } from "node:util";
import { BootError } from "./boot-errors.ts";

/** What a runner tells the boot program: Beam's contract for containers. */
export interface BootArguments {
  readonly id: string;
  readonly provisionEndpoint: string;
  readonly controlEndpoint: string | undefined;
  readonly loggingEndpoint: string | undefined;
  readonly artifactEndpoint: string | undefined;
  /** A folder whose files outlive a restart of the container. */
  readonly semiPersistDir: string | undefined;
}

const text = { type: "string" } as const;

/**
 * Reads the boot program's command line.
 *
 * @throws BootError when something is missing, or not understood
 */
export function bootArguments(argv: readonly string[]): BootArguments {
  const { id, provision_endpoint: provisionEndpoint, ...rest } = valuesOf(argv);
  if (id === undefined || id === "")
    throw new BootError("The boot program needs the worker's id.", {}, ["give  --id=ID"]);
  if (provisionEndpoint === undefined || provisionEndpoint === "") {
    throw new BootError("The boot program needs the address of its runner's provisioning.", {}, [
      "give  --provision_endpoint=HOST:PORT",
    ]);
  }
  return {
    // Prism puts quotes round the id, meant for a shell, and starts the program without one.
    id: id.replace(/^'(.*)'$/, "$1"),
    provisionEndpoint,
    controlEndpoint: rest.control_endpoint,
    loggingEndpoint: rest.logging_endpoint,
    artifactEndpoint: rest.artifact_endpoint,
    semiPersistDir: rest.semi_persist_dir,
  };
}

function valuesOf(argv: readonly string[]) {
  const options = {
    id: text,
    provision_endpoint: text,
    control_endpoint: text,
    logging_endpoint: text,
    artifact_endpoint: text,
    semi_persist_dir: text,
  };
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    throw new BootError("The boot program's command line is not understood.", { error: String(error) }, [
      `use these:  ${Object.keys(options)
        .map((name) => `--${name}`)
        .join(" ")}`,
    ]);
  }
}
