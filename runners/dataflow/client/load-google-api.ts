import { DataflowError } from "../dataflow-errors.ts";

/** Google's client of the Dataflow API, and what finds credentials. */
type GoogleApi = typeof import("googleapis/build/src/apis/dataflow/index.js");

/**
 * Loads Google's client, of this API alone: that of all APIs takes seconds.
 *
 * @throws DataflowError when the package is not installed
 */
export async function loadGoogleApi(): Promise<GoogleApi> {
  try {
    return await import("googleapis/build/src/apis/dataflow/index.js");
  } catch (cause) {
    throw new DataflowError({
      summary: "Dataflow's jobs are submitted by Google's own client, the package googleapis, which can't be loaded.",
      facts: { error: cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause) },
      remedies: ["npm install googleapis @google-cloud/storage"],
      cause,
    });
  }
}
