import { existsSync, readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { homedir } from "node:os";
import path from "node:path";
import { machineDefaults, thisMachine } from "../../dataflow/settings/machine.ts";
import type { Check, Outcome } from "./checks.ts";

/** What `--runner=dataflow` needs of this machine. */
export const dataflowChecks: readonly Check[] = [
  { name: "Google's client of Dataflow", runners: ["dataflow"], look: () => installed("googleapis") },
  { name: "Google's client of Cloud Storage", runners: ["dataflow"], look: () => installed("@google-cloud/storage") },
  { name: "Google Cloud credentials", runners: ["dataflow"], look: findCredentials },
  { name: "a Google Cloud project, a region", runners: ["dataflow"], look: findDefaults },
];

/** A package is looked for from here, as it is when it is used. */
function installed(name: string): Outcome {
  const manifest = findPackageJSON(name, import.meta.url);
  if (manifest === undefined) return { isThere: false, found: "not installed", remedy: `npm install ${name}` };
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string };
  return { isThere: true, found: version };
}

const login = "gcloud auth application-default login";

/** Looks where Google's clients do. That of machines of Google Cloud itself is not asked: elsewhere nobody answers. */
function findCredentials(): Outcome {
  const { GOOGLE_APPLICATION_CREDENTIALS: named, CLOUDSDK_CONFIG: folder, APPDATA: appData } = process.env;
  if (named !== undefined && named !== "") {
    return existsSync(named)
      ? { isThere: true, found: `${named}, named by GOOGLE_APPLICATION_CREDENTIALS` }
      : { isThere: false, found: `GOOGLE_APPLICATION_CREDENTIALS names ${named}, which is no file`, remedy: login };
  }
  const home = process.platform === "win32" && appData !== undefined ? appData : path.join(homedir(), ".config");
  const file = path.join(folder ?? path.join(home, "gcloud"), "application_default_credentials.json");
  if (existsSync(file)) return { isThere: true, found: file };
  return { isThere: false, found: "none (a machine of Google Cloud has its own)", remedy: login };
}

/** What a submission can name itself is not missing. */
function findDefaults(): Outcome {
  const { project, region } = machineDefaults(thisMachine);
  const found = `${project ?? "none: --project=ID"}, ${region ?? "none: --region=NAME"}`;
  return { isThere: true, found };
}
