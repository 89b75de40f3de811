import { DataflowError } from "../dataflow-errors.ts";

/** What Google's client of Cloud Storage throws, as far as it is looked at. */
interface StorageError {
  readonly code?: unknown;
  readonly message?: unknown;
}

/** Returns the HTTP status of what Google's client of Cloud Storage has thrown; undefined where nobody has answered. */
export function statusOf(error: unknown): number | undefined {
  const code = Number((error as StorageError | undefined)?.code);
  return Number.isInteger(code) && code >= 100 ? code : undefined;
}

/** What a request to Cloud Storage was about. */
export interface StorageRequest {
  /** What the request is, behind "to": `stage "program.mjs"`. */
  readonly doing: string;
  readonly bucket: string;
  /** The option that names the bucket: `"--stagingLocation"`. */
  readonly option: string;
  readonly project: string;
  readonly facts?: Readonly<Record<string, string>>;
}

/** Returns what users are told when Cloud Storage doesn't do what it was asked. */
export function explainStorageError(cause: unknown, request: StorageRequest): DataflowError {
  const { summary, remedies } = explanationOf(cause, request);
  const status = statusOf(cause);
  return new DataflowError({
    summary,
    facts: {
      bucket: `gs://${request.bucket}`,
      ...(status === undefined ? {} : { "the answer": `${String(status)} ${firstLine(cause)}` }),
      ...request.facts,
    },
    remedies,
    cause,
  });
}

interface Explanation {
  readonly summary: string;
  readonly remedies: readonly string[];
}

function explanationOf(cause: unknown, request: StorageRequest): Explanation {
  const { doing, bucket, option, project } = request;
  const status = statusOf(cause);
  if (status === 404) {
    return {
      summary: `There is no bucket "${bucket}" in Cloud Storage, to ${doing}.`,
      remedies: [
        `make it:  gcloud storage buckets create gs://${bucket} --project=${project}`,
        `name another one:  ${option}=gs://BUCKET/FOLDER`,
      ],
    };
  }
  if (status === 401 || isAboutCredentials(cause)) {
    return {
      summary: `There are no credentials that Cloud Storage takes, to ${doing}: ${firstLine(cause)}`,
      remedies: [
        "log in:  gcloud auth application-default login",
        "name a key file of a service account:  GOOGLE_APPLICATION_CREDENTIALS=FILE",
      ],
    };
  }
  if (status === 403) {
    return {
      summary: `Whoever asks may not ${doing} in the bucket "${bucket}".`,
      remedies: [
        `let a role be granted that may:  gcloud storage buckets add-iam-policy-binding gs://${bucket} --member=user:NAME --role=roles/storage.objectUser`,
        `name a bucket that is yours:  ${option}=gs://BUCKET/FOLDER`,
      ],
    };
  }
  return {
    summary: `Cloud Storage can't be used, to ${doing}: ${firstLine(cause)}`,
    remedies: ["try again later: what was staged completely is not staged again"],
  };
}

function isAboutCredentials(cause: unknown): boolean {
  return /default credentials|invalid_grant|invalid_rapt|reauth/i.test(firstLine(cause));
}

function firstLine(error: unknown): string {
  const { message } = (error ?? {}) as StorageError;
  return (typeof message === "string" ? message : String(error)).split("\n")[0] ?? "";
}
