import { explainFailure } from "../../../io/filesystems/gcs/explain-failure.ts";
import { GcsCause } from "../../../io/filesystems/gcs/gcs-cause.ts";
import { DataflowError } from "../dataflow-errors.ts";

/** What a request to Cloud Storage was about. */
export interface StorageRequest {
  /** What the request is, behind "to": `stage "program.mjs"`. */
  readonly doing: string;
  readonly url: string;
  /** The option that names the place: `"--stagingLocation"`. */
  readonly option: string;
}

/** Returns what users are told when Cloud Storage doesn't do what it was asked. */
export function explainStorageError(error: unknown, { doing, url, option }: StorageRequest): DataflowError {
  const cause = GcsCause.of(error);
  const { reason, facts, remedies } = explainFailure(url, cause, "write");
  return new DataflowError({
    summary: `Cloud Storage can't be used to ${doing}: ${reason}.`,
    facts: { at: url, ...facts },
    remedies: [...remedies, `name another place:  ${option}=gs://BUCKET/FOLDER`],
    cause,
  });
}
