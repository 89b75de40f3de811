import type { dataflow_v1b3 } from "googleapis/build/src/apis/dataflow/v1b3.js";
import type { JobBody } from "../plan.ts";
import { ApiError, readApiError } from "./api-error.ts";
import type {
  CallOptions,
  DataflowClient,
  MessageFilter,
  MetricUpdate,
  RequestedState,
  ServiceMessage,
} from "./dataflow-client.ts";
import type { JobRegion } from "./job-region.ts";
import { loadGoogleApi } from "./load-google-api.ts";
import { withRetries } from "./retry.ts";

const googleEndpoint = "https://dataflow.googleapis.com/";
const scope = "https://www.googleapis.com/auth/cloud-platform";
const longestCallMillis = 60_000;
const patienceMillis = 60_000;
/** A page of a list is asked for until there is none; as many pages as no job has. */
const mostPages = 1_000;

type Jobs = dataflow_v1b3.Resource$Projects$Locations$Jobs;

/**
 * Returns a client of the Dataflow API in a region of a project, with the credentials that Google's tools use as well
 * (Application Default Credentials). A server of this host, which has no use for them, is given none.
 *
 * @throws DataflowError when Google's client is not installed
 * @throws ApiError when there are no credentials
 */
export async function connectToDataflow(where: JobRegion): Promise<DataflowClient> {
  const google = await loadGoogleApi();
  const root = `${(where.dataflowEndpoint ?? googleEndpoint).replace(/\/+$/, "")}/`;
  const options: dataflow_v1b3.Options = { version: "v1b3", rootUrl: root };
  if (!isOnThisHost(root)) {
    // Otherwise it looks for a project of its own, by requests that credentials may not be enough for.
    const auth = new google.auth.GoogleAuth({ scopes: [scope], projectId: where.project });
    await auth.getClient().catch((cause: unknown) => {
      const thrown = cause instanceof Error ? cause : new Error(String(cause));
      throw new ApiError({ kind: "credentials", message: thrown.message, thrown });
    });
    options.auth = auth;
  }
  return new GoogleClient(where, root, google.dataflow(options).projects.locations.jobs);
}

/** Says whether an endpoint is a server of this very host, spoken to in the clear. */
function isOnThisHost(root: string): boolean {
  return /^http:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?\//.test(root);
}

class GoogleClient implements DataflowClient {
  readonly where: JobRegion;
  readonly #root: string;
  readonly #jobs: Jobs;

  constructor(where: JobRegion, root: string, jobs: Jobs) {
    this.where = where;
    this.#root = root;
    this.#jobs = jobs;
  }

  create(job: JobBody): Promise<JobBody> {
    return this.#call({}, (request) => this.#jobs.create({ ...this.#place, requestBody: job }, request));
  }

  get(jobId: string, options: Parameters<DataflowClient["get"]>[1] = {}): Promise<JobBody> {
    const view = options.isWhole === true ? { view: "JOB_VIEW_ALL" } : {};
    const passes = (error: ApiError): boolean => options.isNew === true && error.status === 404;
    return this.#call({ ...options, passes }, (request) => this.#jobs.get({ ...this.#place, ...view, jobId }, request));
  }

  async list({ isActive = false, name, most = Infinity }: Parameters<DataflowClient["list"]>[0]): Promise<JobBody[]> {
    const found = await this.#pages(
      (pageToken) =>
        this.#call({}, (request) =>
          this.#jobs.list(
            {
              ...this.#place,
              filter: isActive ? "ACTIVE" : "ALL",
              ...(name === undefined ? {} : { name }),
              ...(pageToken === undefined ? {} : { pageToken }),
            },
            request,
          ),
        ),
      ({ jobs = [] }) => jobs.filter((job) => name === undefined || job.name === name),
      most,
    );
    return found.slice(0, most);
  }

  async request(jobId: string, requestedState: RequestedState, options: CallOptions = {}): Promise<void> {
    await this.#call(options, (request) =>
      this.#jobs.update({ ...this.#place, jobId, requestBody: { requestedState } }, request),
    );
  }

  messages(
    jobId: string,
    { startTime, minimumImportance }: MessageFilter,
    options: CallOptions = {},
  ): Promise<ServiceMessage[]> {
    const since = startTime === undefined ? {} : { startTime };
    return this.#pages(
      (pageToken) =>
        this.#call(options, (request) =>
          this.#jobs.messages.list(
            {
              ...this.#place,
              jobId,
              minimumImportance,
              ...since,
              ...(pageToken === undefined ? {} : { pageToken }),
            },
            request,
          ),
        ),
      ({ jobMessages = [] }) => jobMessages,
    );
  }

  async metrics(jobId: string, options: CallOptions = {}): Promise<MetricUpdate[]> {
    const { metrics = [] } = await this.#call(options, (request) =>
      this.#jobs.getMetrics({ ...this.#place, jobId }, request),
    );
    return metrics;
  }

  get #place(): { readonly projectId: string; readonly location: string } {
    return { projectId: this.where.project, location: this.where.region };
  }

  async #pages<Page extends { nextPageToken?: string | null }, T>(
    ask: (pageToken: string | undefined) => Promise<Page>,
    take: (page: Page) => readonly T[],
    most = Infinity,
  ): Promise<T[]> {
    const all: T[] = [];
    let token: string | undefined;
    for (let count = 0; count < mostPages; count++) {
      const page = await ask(token);
      all.push(...take(page));
      token = page.nextPageToken ?? "";
      if (token === "" || all.length >= most) break;
    }
    return all;
  }

  /** Makes one request, again and again where that may help: by the policy here, so Google's client must have none. */
  #call<T>(
    { signal, patienceMillis: patience = patienceMillis, passes }: CallOptions & { passes?: (e: ApiError) => boolean },
    call: (request: { retry: false; timeout: number; signal?: AbortSignal }) => Promise<{ readonly data: T }>,
  ): Promise<T> {
    const request = { retry: false, timeout: longestCallMillis, ...(signal === undefined ? {} : { signal }) } as const;
    return withRetries(async () => (await call(request)).data, {
      patienceMillis: patience,
      judge: (thrown) => {
        const error = readApiError(thrown, this.#root);
        const { mayPass, retryAfterMillis, isNobody } = error;
        return { error, mayPass: mayPass || passes?.(error) === true, waitMillis: retryAfterMillis, isNobody };
      },
      signal,
    });
  }
}
