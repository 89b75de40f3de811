import type { dataflow_v1b3 } from "googleapis/build/src/apis/dataflow/v1b3.js";
import type { JobBody } from "../plan.ts";
import type { JobRegion } from "./job-region.ts";

/** Something that the service says of a job. */
export type ServiceMessage = dataflow_v1b3.Schema$JobMessage;

/** A metric of a job, as the service has it. */
export type MetricUpdate = dataflow_v1b3.Schema$MetricUpdate;

/** What a job can be told to become. */
export type RequestedState = "JOB_STATE_CANCELLED" | "JOB_STATE_DRAINED";

/** From which importance on messages are given; the later ones are the more important. */
export type MinimumImportance =
  "JOB_MESSAGE_DEBUG" | "JOB_MESSAGE_DETAILED" | "JOB_MESSAGE_BASIC" | "JOB_MESSAGE_WARNING" | "JOB_MESSAGE_ERROR";

/** What each request may be told. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** For how long a request that comes to nothing is repeated; 0 for a single attempt. */
  readonly patienceMillis?: number;
}

/** Which messages are wanted. */
export interface MessageFilter {
  /** No earlier ones: an RFC 3339 time. */
  readonly startTime?: string | undefined;
  readonly minimumImportance: MinimumImportance;
}

/**
 * The part of the Dataflow API that jobs need. Each request has an end: it is repeated while that may help, and rejects
 * with an {@link ApiError} when it doesn't.
 */
export interface DataflowClient {
  readonly where: JobRegion;
  /** Submits a job; one of the same `clientRequestId` is not submitted twice, however often it is asked for. */
  create(job: JobBody): Promise<JobBody>;
  /** A job that `isNew` was made just now: the service may not have heard of it everywhere. */
  get(
    jobId: string,
    options?: CallOptions & { readonly isNew?: boolean; readonly isWhole?: boolean },
  ): Promise<JobBody>;
  /** Returns the jobs of the region, the latest first; only those that haven't ended with `isActive`. */
  list(filter: { readonly isActive?: boolean; readonly name?: string; readonly most?: number }): Promise<JobBody[]>;
  /** Asks for a job's end; returns when that is noted, not when the job has ended. */
  request(jobId: string, state: RequestedState, options?: CallOptions): Promise<void>;
  /** Returns all messages that match, the earliest first. */
  messages(jobId: string, filter: MessageFilter, options?: CallOptions): Promise<ServiceMessage[]>;
  metrics(jobId: string, options?: CallOptions): Promise<MetricUpdate[]>;
}
