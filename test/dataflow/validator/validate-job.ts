import type { JobBody } from "../../../runners/dataflow/plan.ts";
import { schemaFaults, spelledOut, type SchemaSettings } from "./check-schema.ts";
import { rules } from "./job-rules.ts";
import { stagedFaults, type ReadObject } from "./staged-rules.ts";

/** What a job is held against, beyond the API's schema. */
export interface ValidatorSettings extends SchemaSettings {
  /** Gives what is staged; it is not looked at when this is left out. */
  readonly read?: ReadObject;
  /** Names of rules that don't hold here. */
  readonly except?: readonly string[];
}

/**
 * Returns all that is wrong with a job, as it is sent to `jobs.create`: by the API's schema, by the rules of jobs of
 * portable pipelines, and by what lies in Cloud Storage.
 */
export function validateJob(job: unknown, settings: ValidatorSettings = {}): string[] {
  const { read, except = [] } = settings;
  const faults = schemaFaults(job, "Job", settings);
  // The rules read what the schema says that is there.
  if (faults.length > 0) return faults;
  const body = spelledOut(job) as JobBody;
  const broken = rules.filter(({ name }) => !except.includes(name)).flatMap(({ find }) => find(body));
  return [...broken, ...(read === undefined ? [] : stagedFaults(body, read))];
}
