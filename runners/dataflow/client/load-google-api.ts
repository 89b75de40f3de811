import type * as dataflowApi from "googleapis/build/src/apis/dataflow/index.js";
import { loadOptionalPackage } from "../../../sdk/values/optional-package.ts";

/** Google's client of the Dataflow API, and what finds credentials. */
type GoogleApi = typeof dataflowApi;

/**
 * Loads Google's client, of this API alone: the package as a whole, with the clients of all APIs, takes over a second.
 *
 * @throws MissingPackageError when it is not installed
 */
export function loadGoogleApi(): Promise<GoogleApi> {
  return loadOptionalPackage({
    name: "googleapis",
    purpose: "submits jobs to Dataflow",
    load: () => import("googleapis/build/src/apis/dataflow/index.js"),
  });
}
