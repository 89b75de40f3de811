import { ApiError } from "./api-error.ts";
import { importances, type JobExecutor, type JobResource, type TakenJob } from "./executor.ts";
import { JobRecord } from "./job-record.ts";
import { pageOf } from "./page-of.ts";

/** Where a request goes. */
export interface Place {
  readonly project: string;
  readonly location: string;
}

/** What a service is like. */
export interface ServiceOptions {
  readonly executor: JobExecutor;
  /** The projects that there are; every one when left out. */
  readonly projects?: readonly string[];
  /** How many things a page holds. */
  readonly pageSize: number;
  /** Whether a new job is found, and has a state, only after some requests. */
  readonly isShaky: boolean;
}

const jobName = /^[a-z]([-a-z0-9]{0,1022}[a-z0-9])?$/;

/** The jobs of Dataflow, as `projects.locations.jobs` has them. */
export class JobService {
  readonly #options: ServiceOptions;
  readonly #records: JobRecord[] = [];
  /** How often a new job was asked for. */
  readonly #asked = new Map<string, number>();

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  get records(): readonly JobRecord[] {
    return this.#records;
  }

  async create(place: Place, body: JobResource): Promise<JobResource> {
    this.#checkProject(place);
    if (body.steps !== undefined) throw new ApiError(400, "The job has steps: it is none of Runner v2.");
    if (!jobName.test(body.name ?? "")) throw new ApiError(400, `The job name "${body.name ?? ""}" is invalid.`);
    const known = this.#sameRequest(place, body);
    if (known !== undefined) return known.toJson();
    const old = this.#replaced(place, body);
    const namesake = this.#active(place).find(({ job }) => job.name === body.name);
    // The caller sees by the clientRequestId that it is not the one that was asked for.
    if (namesake !== undefined && namesake !== old) return namesake.toJson();
    await this.#options.executor.check?.(body);
    const record = this.#add(place, body);
    if (old === undefined) record.begin(this.#options.executor.run(record.job, record.events));
    else await this.#replace(old, record);
    return record.toJson();
  }

  get(place: Place, id: string, query: URLSearchParams): JobResource {
    const record = this.record(place, id);
    const asked = (this.#asked.get(id) ?? 0) + 1;
    this.#asked.set(id, asked);
    if (this.#options.isShaky) {
      if (asked === 1) throw notFound(id);
      if (asked === 2) throw new ApiError(503, "The service is currently unavailable.");
    }
    return record.toJson({
      isSummary: query.get("view") === "JOB_VIEW_SUMMARY",
      hidesState: this.#options.isShaky && asked === 3,
    });
  }

  list(place: Place, query: URLSearchParams): unknown {
    this.#checkProject(place);
    const filter = query.get("filter") ?? "UNKNOWN";
    const name = query.get("name");
    const jobs = this.#records
      .filter((record) => isAt(record, place) && (name === null || record.job.name === name))
      .filter(({ isActive }) => (filter === "ACTIVE" ? isActive : filter === "TERMINATED" ? !isActive : true))
      // The newest comes first.
      .toReversed();
    const { items, ...next } = pageOf(jobs, query, this.#options.pageSize);
    return items.length === 0 ? {} : { jobs: items.map((record) => record.toJson({ isSummary: true })), ...next };
  }

  update(place: Place, id: string, body: JobResource): JobResource {
    const record = this.record(place, id);
    const { requestedState } = body;
    if (requestedState === undefined || requestedState === null) return record.toJson();
    if (!record.isActive) {
      const state = record.state.replace("JOB_STATE_", "").toLowerCase();
      throw new ApiError(400, `Job ${id} has terminated in state ${state}.`, { status: "FAILED_PRECONDITION" });
    }
    if (requestedState === "JOB_STATE_CANCELLED") record.execution?.cancel();
    else if (requestedState === "JOB_STATE_DRAINED") {
      if (record.job.type !== "JOB_TYPE_STREAMING") throw new ApiError(400, "Only streaming jobs can be drained.");
      record.execution?.drain();
    } else throw new ApiError(400, `A job can't be asked to be in ${requestedState}.`);
    return record.toJson();
  }

  messages(place: Place, id: string, query: URLSearchParams): unknown {
    const { messages } = this.record(place, id);
    const least = importances.findIndex((importance) => importance === query.get("minimumImportance"));
    const since = Date.parse(query.get("startTime") ?? "1970-01-01T00:00:00Z");
    if (Number.isNaN(since)) throw new ApiError(400, `Invalid startTime: ${query.get("startTime") ?? ""}`);
    const wanted = messages.filter(
      ({ time, messageImportance }) =>
        Date.parse(time ?? "") >= since &&
        importances.findIndex((importance) => importance === messageImportance) >= least,
    );
    const { items, ...next } = pageOf(wanted, query, this.#options.pageSize);
    return items.length === 0 ? {} : { jobMessages: items, ...next };
  }

  async metrics(place: Place, id: string): Promise<unknown> {
    const metrics = await this.record(place, id).metrics();
    return { metricTime: new Date().toISOString(), metrics };
  }

  /** @throws ApiError when there is no such job there */
  record(place: Place, id: string): JobRecord {
    this.#checkProject(place);
    const record = this.#records.find((one) => one.job.id === id && isAt(one, place));
    if (record === undefined) throw notFound(id);
    return record;
  }

  #checkProject({ project }: Place): void {
    if (this.#options.projects?.includes(project) === false) {
      throw new ApiError(403, `Permission "dataflow.jobs.create" is denied on project "${project}", or there is none.`);
    }
  }

  #active(place: Place): JobRecord[] {
    return this.#records.filter((record) => record.isActive && isAt(record, place));
  }

  /** A request that comes twice, since its answer was lost, makes one job. */
  #sameRequest(place: Place, { clientRequestId }: JobResource): JobRecord | undefined {
    if (clientRequestId === undefined || clientRequestId === null) return undefined;
    return this.#records.find((record) => isAt(record, place) && record.job.clientRequestId === clientRequestId);
  }

  #replaced(place: Place, { replaceJobId, name }: JobResource): JobRecord | undefined {
    if (replaceJobId === undefined || replaceJobId === null) return undefined;
    const old = this.record(place, replaceJobId);
    if (!old.isActive) throw new ApiError(400, `Job ${replaceJobId} is not running: it can't be replaced.`);
    if (old.job.name !== name) throw new ApiError(400, `Job ${replaceJobId} has another name: "${old.job.name}".`);
    return old;
  }

  #add(place: Place, body: JobResource): JobRecord {
    const now = new Date().toISOString();
    const id = `${now.slice(0, 19).replaceAll(/[-T:]/g, "_")}-${String(this.#records.length + 1).padStart(19, "0")}`;
    const job: TakenJob = { ...body, id, name: body.name ?? "", createTime: now, startTime: now };
    const record = new JobRecord(place, job);
    this.#records.push(record);
    return record;
  }

  /** An old job goes on where the new one can't take its place; it is the new one that fails. */
  async #replace(old: JobRecord, record: JobRecord): Promise<void> {
    const { executor } = this.#options;
    const reason = await executor.incompatibility?.(old.job, record.job);
    if (reason !== undefined) {
      const text = `Workflow failed. Causes: The new job is not compatible with ${old.job.id}. The original job has not been aborted., ${reason}`;
      record.events.message("JOB_MESSAGE_ERROR", text);
      record.events.state("JOB_STATE_FAILED");
      return;
    }
    old.replaceBy(record.job.id);
    record.begin(executor.run(record.job, record.events));
  }
}

function isAt(record: JobRecord, { project, location }: Place): boolean {
  return record.project === project && record.location === location;
}

function notFound(id: string): ApiError {
  return new ApiError(404, `(${id}): Information about job ${id} could not be found in our system.`);
}
