import { within } from "../../sdk/exec/maybe-promise.ts";
import { MetricResults } from "../../sdk/metrics/metric-results.ts";
import {
  JobMessage_MessageImportance as Importance,
  type JobMessage,
  type JobMessagesResponse,
  JobState_Enum,
} from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import { endWithin } from "../../sdk/pipeline/end-within.ts";
import { JobCancelledError } from "../../sdk/pipeline/job-cancelled-error.ts";
import type { Job, JobState, PipelineResult } from "../../sdk/pipeline/result.ts";
import type { Duration } from "../../sdk/values/duration.ts";
import { causeOf } from "./failure-cause.ts";
import { followStream } from "./follow-stream.ts";
import type { JobConnection } from "./job-client.ts";
import { RemoteJobError } from "./job-errors.ts";
import type { JobLog } from "./job-log.ts";
import { readJobMetrics } from "./job-metrics.ts";
import { endOf, nameOfState } from "./job-states.ts";
import { localFailureIn, workerErrorIn } from "./worker-error.ts";

/** What a {@link PortableJob} is made of. */
export interface PortableJobParts {
  readonly jobId: string;
  /** The runner's name. */
  readonly runner: string;
  readonly connection: JobConnection;
  readonly log: JobLog;
  /** Returns the full name of the step of a transform. */
  readonly stepOf: (transformId: string) => string;
  /** The last errors of bundles that ran in this process. */
  readonly localFailures?: readonly unknown[];
  /** Says why a worker has ended, where that can be known here. */
  readonly lastWords?: () => Promise<string | undefined>;
  /** Rejected when the job can't go on, such as by the end of the job server. */
  readonly failure: Promise<never>;
  /** How long the engine may take to cancel the job before it is given up. */
  readonly longestCancelMillis: number;
  /** Called once, when the job has ended: ends what was started for it. */
  readonly onEnd: () => Promise<void>;
}

/** How long the engine's last messages may take after a job's end. */
const lastMessagesMillis = 1_000;
const longestMetricsMillis = 30_000;
/** The same where somebody waits for the job's end at once. */
const longestCancelledMetricsMillis = 300;

/** A job on another engine, followed by the streams of its job server. */
export class PortableJob implements Job {
  /** Its id there, by which it can be attached to again. */
  readonly id: string;
  readonly #parts: PortableJobParts;
  readonly #abort = new AbortController();
  readonly #errors: string[] = [];
  readonly #seen = new Set<string>();
  readonly #end: Promise<PipelineResult>;
  #state: JobState = "running";
  #metrics: MetricResults | undefined;
  #cancelReason: string | undefined;
  #remoteState: JobState_Enum | undefined;

  constructor(parts: PortableJobParts) {
    this.id = parts.jobId;
    this.#parts = parts;
    this.#end = this.#follow();
    // Whoever waits for the end gets its error; that nobody does is no reason to end the process.
    this.#end.catch(() => undefined);
  }

  get state(): JobState {
    return this.#state;
  }

  waitUntilFinish(limit?: Duration): Promise<PipelineResult> {
    return endWithin(this, this.#end, limit);
  }

  async cancel(): Promise<void> {
    this.cancelFor("by the program");
    await this.#end.catch(() => undefined);
  }

  /** Begins to cancel the job; `reason` is for its error. */
  cancelFor(reason: string): void {
    if (this.#state !== "running" || this.#cancelReason !== undefined) return;
    this.#cancelReason = reason;
    const { connection, longestCancelMillis } = this.#parts;
    const giveUp = setTimeout(() => this.#abort.abort(), longestCancelMillis);
    void this.#end.catch(() => undefined).finally(() => clearTimeout(giveUp));
    connection.client.cancel({ jobId: this.id }, { timeoutMillis: longestCancelMillis }).catch(() => {
      // A server that can't be told won't answer later either.
      this.#abort.abort();
    });
  }

  /** Does nothing: the streams of a job that runs keep the process from ending. */
  failUnsettled(): void {
    return;
  }

  /** Asks the engine for the metrics of the user's functions; also while the job runs, where it can answer then. */
  async metrics(): Promise<MetricResults> {
    if (this.#metrics !== undefined) return this.#metrics;
    const { connection, stepOf } = this.#parts;
    const { metrics } = await connection.client.getJobMetrics(
      { jobId: this.id },
      { timeoutMillis: this.#cancelReason === undefined ? longestMetricsMillis : longestCancelledMetricsMillis },
    );
    return readJobMetrics(metrics ?? { attempted: [], committed: [] }, stepOf);
  }

  async #follow(): Promise<PipelineResult> {
    const messages = this.#followMessages();
    try {
      const end = await Promise.race([this.#followStates(), this.#parts.failure]);
      await within(lastMessagesMillis, messages);
      if (end === "cancelled") throw new JobCancelledError(this.#cancelReason ?? `on ${this.#parts.runner}`);
      if (end === "failed") throw await this.#failure();
      const metrics = await this.#lastMetrics();
      this.#state = "done";
      return { state: "done", metrics };
    } catch (error) {
      const isCancelled = this.#cancelReason !== undefined || error instanceof JobCancelledError;
      this.#state = isCancelled ? "cancelled" : "failed";
      throw isCancelled && !(error instanceof JobCancelledError) ? this.#cancelled() : error;
    } finally {
      this.#abort.abort();
      await this.#parts.onEnd();
    }
  }

  async #followStates(): Promise<Exclude<JobState, "running">> {
    const { connection, log } = this.#parts;
    const { signal } = this.#abort;
    let end: Exclude<JobState, "running"> | undefined;
    await followStream({
      endpoint: connection.endpoint,
      signal,
      open: () => connection.client.getStateStream({ jobId: this.id }, { signal }),
      take: ({ state }) => {
        if (state !== this.#remoteState && state !== JobState_Enum.STOPPED) log.tell(nameOfState(state));
        this.#remoteState = state;
        end = endOf(state);
        return end !== undefined;
      },
    });
    return end ?? "cancelled";
  }

  async #followMessages(): Promise<void> {
    const { connection } = this.#parts;
    const { signal } = this.#abort;
    let hasEnded = false;
    await followStream<JobMessagesResponse>({
      endpoint: connection.endpoint,
      signal,
      open: () => connection.client.getMessageStream({ jobId: this.id }, { signal }),
      take: ({ response }) => {
        if (response.case === "messageResponse") this.#takeMessage(response.value);
        if (response.case === "stateResponse") hasEnded = endOf(response.value.state) !== undefined;
        return false;
      },
      // Why a job has failed may be said after it has.
      isOver: () => hasEnded,
      // The states say whether the job can still be followed.
    }).catch(() => undefined);
  }

  /** A stream that was opened again begins with the messages that were read already. */
  #takeMessage(message: JobMessage): void {
    const identity = message.messageId === "" ? `${message.time} ${message.messageText}` : message.messageId;
    if (this.#seen.has(identity)) return;
    this.#seen.add(identity);
    if (message.importance === Importance.JOB_MESSAGE_ERROR) this.#errors.push(message.messageText);
    this.#parts.log.message(message);
  }

  async #failure(): Promise<RemoteJobError> {
    const { runner, localFailures = [], lastWords } = this.#parts;
    const told = this.#errors.filter((text) => causeOf(text) !== "");
    const last = told.at(-1);
    const cause = last === undefined ? undefined : (localFailureIn(last, localFailures) ?? workerErrorIn(last));
    // Of a worker that was killed, or ran out of memory, an engine knows only that it is gone.
    const said = cause === undefined ? await lastWords?.() : undefined;
    return new RemoteJobError({
      summary: `The job failed on ${runner}: ${last === undefined ? "the engine gives no reason." : causeOf(last)}`,
      facts: {
        ...(said === undefined ? {} : { "a worker ended": said }),
        job: this.id,
        "job server": this.#parts.connection.endpoint,
      },
      remedies: ["see all that the engine says with --verbose"],
      cause,
    });
  }

  #cancelled(): JobCancelledError {
    return new JobCancelledError(this.#cancelReason ?? "by the program");
  }

  async #lastMetrics(): Promise<MetricResults> {
    try {
      this.#metrics = await this.metrics();
      return this.#metrics;
    } catch (error) {
      this.#parts.log.warn(`the engine doesn't give the job's metrics: ${error instanceof Error ? error.message : ""}`);
      return new MetricResults(new Map());
    }
  }
}
