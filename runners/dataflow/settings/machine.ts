import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** What a machine is set up with, for the settings that a program leaves out. */
export interface Machine {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Returns the text of a file; undefined where it can't be read. */
  readonly readFile: (file: string) => string | undefined;
}

/** This machine. */
export const thisMachine: Machine = {
  variables: process.env,
  readFile(file) {
    try {
      return readFileSync(file, "utf8");
    } catch {
      return undefined;
    }
  },
};

/** The project and the region that a machine is set up for. */
export interface MachineDefaults {
  readonly project: string | undefined;
  readonly region: string | undefined;
}

/**
 * Returns the project and the region that a machine is set up for, as Google's own tools find them: by variables of the
 * environment, then by the active configuration of gcloud. Its files are read; gcloud itself, which takes a second to
 * start, is not asked.
 */
export function machineDefaults(machine: Machine): MachineDefaults {
  const { variables } = machine;
  const gcloud = gcloudConfiguration(machine);
  return {
    project: first(variables.GOOGLE_CLOUD_PROJECT, variables.CLOUDSDK_CORE_PROJECT, gcloud.get("core/project")),
    region: first(variables.CLOUDSDK_COMPUTE_REGION, gcloud.get("compute/region")),
  };
}

function first(...values: readonly (string | undefined)[]): string | undefined {
  return values.find((value) => value !== undefined && value !== "");
}

function gcloudConfiguration({ variables, readFile }: Machine): ReadonlyMap<string, string> {
  const folder = first(variables.CLOUDSDK_CONFIG) ?? path.join(variables.HOME ?? homedir(), ".config", "gcloud");
  const name =
    first(variables.CLOUDSDK_ACTIVE_CONFIG_NAME, readFile(path.join(folder, "active_config"))?.trim()) ?? "default";
  return readIni(readFile(path.join(folder, "configurations", `config_${name}`)) ?? "");
}

/** Reads `[section]` and `name = value`; the names of what it returns are `section/name`. */
function readIni(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let section = "";
  for (const line of text.split(/\r?\n/)) {
    const [, opened] = /^\s*\[([^\]]+)\]/.exec(line) ?? [];
    const [, name, value] = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (opened !== undefined) section = opened;
    else if (name !== undefined && value !== undefined) values.set(`${section}/${name}`, value);
  }
  return values;
}
