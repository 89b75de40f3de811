import type { MinimumImportance } from "../client/dataflow-client.ts";

/** Returns which of the service's messages are worth asking for. */
export function minimumImportance({
  quiet,
  verbose,
}: {
  readonly quiet: boolean;
  readonly verbose: boolean;
}): MinimumImportance {
  if (verbose) return "JOB_MESSAGE_DEBUG";
  return quiet ? "JOB_MESSAGE_WARNING" : "JOB_MESSAGE_BASIC";
}
