import type { FileFailure } from "../file-errors.ts";
import type { GcsCause } from "./gcs-cause.ts";
import { parseGcsUrl } from "./gcs-url.ts";

/** What a request was for: it decides which role it needs. */
export type GcsAccess = "read" | "write";

/** Explains an error of Cloud Storage to whom it befalls. */
export function explainFailure(url: string, cause: GcsCause, access: GcsAccess): FileFailure {
  const known = reasons.find(({ isIt }) => isIt(cause));
  const reason = known?.reason ?? (cause.message.replace(/\.$/, "") || "Cloud Storage doesn't say why");
  const facts = {
    ...(known === undefined ? {} : { "Cloud Storage says": cause.message }),
    ...endpointFact(),
  };
  return { reason, facts, remedies: known?.remedies(url, access) ?? ["look up what Cloud Storage says"] };
}

/** A kind of failure, how it is known, and what helps. */
interface Reason {
  readonly isIt: (cause: GcsCause) => boolean;
  readonly reason: string;
  readonly remedies: (url: string, access: GcsAccess) => readonly string[];
}

const signIn = "sign in:  gcloud auth application-default login";
const nameAccount = "name the key of a service account in GOOGLE_APPLICATION_CREDENTIALS";

const reasons: readonly Reason[] = [
  {
    isIt: ({ lacksCredentials }) => lacksCredentials,
    reason: "there are no credentials for Google Cloud",
    remedies: () => [signIn, nameAccount, "where tests have a double of it, name that in STORAGE_EMULATOR_HOST"],
  },
  {
    isIt: ({ status, message }) => status === 401 || /invalid_grant|invalid_rapt|reauth related/i.test(message),
    reason: "the credentials are not accepted, or no more",
    remedies: () => [signIn, nameAccount],
  },
  {
    isIt: ({ status }) => status === 403,
    reason: "access is denied",
    remedies: (url, access) => [
      `grant the account the role:  gcloud storage buckets add-iam-policy-binding gs://${parseGcsUrl(url).bucket} ` +
        `--member=serviceAccount:NAME --role=roles/storage.${access === "read" ? "objectViewer" : "objectUser"}`,
      "check the names of the bucket and the object: what an account may not see, it is denied",
      "use another account:  gcloud auth application-default login",
    ],
  },
  {
    isIt: ({ isNotFound }) => isNotFound,
    reason: "there is no such bucket",
    remedies: (url) => [
      "correct the bucket's name",
      `make it:  gcloud storage buckets create gs://${parseGcsUrl(url).bucket}`,
    ],
  },
  {
    isIt: ({ status }) => status === 412,
    reason: "it was replaced meanwhile",
    remedies: () => ["run the pipeline when nothing else writes there"],
  },
  {
    isIt: ({ status }) => status === 429,
    reason: "there are too many requests, also after a while",
    remedies: () => ["write fewer files, or run fewer workers", "ask for a higher quota of Cloud Storage"],
  },
  {
    isIt: ({ status }) => status === 408 || status >= 500,
    reason: "Cloud Storage doesn't answer as it should, also after a while",
    remedies: () => ["run the pipeline again later:  https://status.cloud.google.com tells whether it is known"],
  },
  {
    isIt: ({ isUnreachable }) => isUnreachable,
    reason: "Cloud Storage can't be reached",
    remedies: () =>
      process.env.STORAGE_EMULATOR_HOST === undefined
        ? ["connect this machine to the network", "name its proxy in HTTPS_PROXY"]
        : ["start what STORAGE_EMULATOR_HOST names", "unset it, to use Cloud Storage itself"],
  },
];

function endpointFact(): Record<string, string> {
  const { STORAGE_EMULATOR_HOST: endpoint } = process.env;
  return endpoint === undefined ? {} : { "asked at": `${endpoint} (STORAGE_EMULATOR_HOST)` };
}
