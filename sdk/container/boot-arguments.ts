import { parseArgs } from "node:util";
import { BootError } from "./boot-errors.ts";

/** What a runner tells the boot program: Beam's contract for containers. What provisioning says goes before it. */
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

const flags = {
  id: text,
  provision_endpoint: text,
  control_endpoint: text,
  logging_endpoint: text,
  artifact_endpoint: text,
  semi_persist_dir: text,
};

type Flag = keyof typeof flags;

/**
 * Reads the boot program's command line.
 *
 * @throws BootError when something is missing, or not understood
 */
export function bootArguments(argv: readonly string[]): BootArguments {
  const { id, provision_endpoint: provisionEndpoint, ...rest } = valuesOf(argv);
  if (id === undefined) throw new BootError("The boot program needs the worker's id.", {}, ["give  --id=ID"]);
  if (provisionEndpoint === undefined) {
    throw new BootError("The boot program needs the address of its runner's provisioning.", {}, [
      "give  --provision_endpoint=HOST:PORT",
    ]);
  }
  return {
    id,
    provisionEndpoint,
    controlEndpoint: rest.control_endpoint,
    loggingEndpoint: rest.logging_endpoint,
    artifactEndpoint: rest.artifact_endpoint,
    semiPersistDir: rest.semi_persist_dir,
  };
}

/** Returns the values by their flags' names; an empty one is none. */
function valuesOf(argv: readonly string[]): Readonly<Partial<Record<Flag, string>>> {
  const given = Object.entries(parse(argv)).map(([flag, value]) => [flag, unquoted(value)] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ""));
}

/** Prism puts quotes round what it gives, meant for a shell, and starts the program without one. */
function unquoted(value: string): string {
  return value.replace(/^'(.*)'$/, "$1");
}

function parse(argv: readonly string[]): Record<string, string> {
  try {
    return { ...parseArgs({ args: [...argv], options: flags, strict: true }).values };
  } catch (error) {
    throw new BootError("The boot program's command line is not understood.", { error: String(error) }, [
      `use these:  ${Object.keys(flags)
        .map((name) => `--${name}`)
        .join(" ")}`,
    ]);
  }
}
