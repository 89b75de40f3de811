import type { ErrorParts } from "../../../sdk/values/purlin-error.ts";
import { DataflowError } from "../dataflow-errors.ts";
import type { ApiError } from "./api-error.ts";
import type { JobRegion } from "./job-region.ts";

/** What was asked for when an API answered otherwise. */
export interface ApiRequest {
  /** What the request is, behind "to": `submit the job "x"`. */
  readonly doing: string;
  readonly where: JobRegion;
  /** The permission that it takes: `"dataflow.jobs.create"`. */
  readonly permission: string;
  /** What isn't there when the answer is 404; the project or region when left out. */
  readonly thing?: string | undefined;
  /** What else is known, such as what was left behind. */
  readonly facts?: Readonly<Record<string, string>>;
  /** What else can be done, such as how to find the job again. */
  readonly remedies?: readonly string[];
}

/** Returns what users are told of an answer of the Dataflow API: what was refused, why, and what to do. */
export function explainApiError(error: ApiError, request: ApiRequest): DataflowError {
  const { summary, facts = {}, remedies = [] } = explanationOf(error, request);
  const { project, region } = request.where;
  const status = [error.status, error.reason].filter((part) => part !== undefined).join(" ");
  return new DataflowError({
    summary,
    facts: { ...(status === "" ? {} : { "the answer": status }), project, region, ...facts, ...request.facts },
    remedies: [...remedies, ...(request.remedies ?? [])],
    cause: error,
  });
}

function explanationOf(error: ApiError, request: ApiRequest): ErrorParts {
  if (error.kind === "credentials") return noCredentials(error, request);
  if (error.kind === "silence") return noAnswer(error, request);
  const explain = explanations.get(error.status ?? 0) ?? ((error.status ?? 0) >= 500 ? broken : refused);
  return explain(error, request);
}

type Explain = (error: ApiError, request: ApiRequest) => ErrorParts;

const login = "log in:  gcloud auth application-default login";
const keyFile = "name a key file of a service account:  GOOGLE_APPLICATION_CREDENTIALS=FILE";

function noCredentials({ message }: ApiError, { doing }: ApiRequest): ErrorParts {
  return {
    summary: `There are no credentials that Google takes, to ${doing}.`,
    facts: { "what was tried": message },
    remedies: [login, keyFile],
  };
}

function noAnswer({ message }: ApiError, { doing, where }: ApiRequest): ErrorParts {
  return {
    summary: `Dataflow doesn't answer, to ${doing}: ${message}`,
    ...(where.dataflowEndpoint === undefined ? {} : { facts: { endpoint: where.dataflowEndpoint } }),
    remedies: [
      where.dataflowEndpoint === undefined
        ? "check the network, and a proxy's address in HTTPS_PROXY"
        : "check the address:  --dataflowEndpoint=URL",
    ],
  };
}

const unauthenticated: Explain = ({ message }, { doing }) => ({
  summary: `Dataflow doesn't know who asks, to ${doing}: ${message}`,
  remedies: [login, keyFile],
});

const forbidden: Explain = ({ message, details }, { doing, where, permission }) => {
  const info = details.find(({ reason }) => reason !== undefined);
  if (info?.reason === "SERVICE_DISABLED") {
    return {
      summary: `The Dataflow API is not enabled in the project "${where.project}".`,
      facts: { "said by Google": message },
      remedies: [`enable it:  gcloud services enable dataflow.googleapis.com --project=${where.project}`],
    };
  }
  const needed = info?.metadata?.permission ?? permission;
  return {
    summary: `Whoever asks may not ${doing}: ${message}`,
    facts: { "permission needed": needed },
    remedies: [
      `let a role be granted that has it, such as roles/dataflow.developer:  gcloud projects add-iam-policy-binding ${where.project} --member=user:NAME --role=roles/dataflow.developer`,
      "check the project's name, and which account the credentials are of:  gcloud auth application-default login",
    ],
  };
};

const notFound: Explain = ({ message }, { doing, where, thing }) =>
  thing === undefined
    ? {
        summary: `Dataflow finds no project "${where.project}" with a region "${where.region}", to ${doing}: ${message}`,
        remedies: [
          "check the project's id, which is not its number or title:  gcloud projects list",
          "check the region:  gcloud compute regions list",
        ],
      }
    : {
        summary: `There is no ${thing} in the region ${where.region} of the project "${where.project}".`,
        facts: { "said by Google": message },
        remedies: [`list the jobs of the region:  purlin jobs --project=${where.project} --region=${where.region}`],
      };

const exhausted: Explain = ({ message }, { doing, where }) => ({
  summary: `A quota of Google Cloud is used up, to ${doing}: ${message}`,
  remedies: [
    `see which, and ask for more:  https://console.cloud.google.com/iam-admin/quotas?project=${where.project}`,
    "ask for less: fewer or smaller workers (--maxNumWorkers, --workerMachineType), or another --region",
    "try again later",
  ],
});

const invalid: Explain = ({ message, details }, { doing }) => {
  const violations = details.flatMap(({ fieldViolations = [] }) => fieldViolations);
  const said = violations.map(({ field = "", description = "" }) => `${field}: ${description}`);
  return {
    summary: `Dataflow refuses to ${doing}: ${message}`,
    ...(said.length === 0 ? {} : { facts: { "at fault": said.join("\n") } }),
    remedies: ["see what is sent, without sending it:  --dryRun=FOLDER"],
  };
};

const conflict: Explain = ({ message }, { doing }) => ({
  summary: `Dataflow refuses to ${doing}, because of what is there already: ${message}`,
});

const broken: Explain = ({ message }, { doing }) => ({
  summary: `Dataflow can't answer now, to ${doing}: ${message}`,
  remedies: ["try again later:  https://status.cloud.google.com says whether something is wrong"],
});

const refused: Explain = ({ message }, { doing }) => ({ summary: `Dataflow refuses to ${doing}: ${message}` });

const explanations: ReadonlyMap<number, Explain> = new Map([
  [400, invalid],
  [401, unauthenticated],
  [403, forbidden],
  [404, notFound],
  [409, conflict],
  [429, exhausted],
]);
