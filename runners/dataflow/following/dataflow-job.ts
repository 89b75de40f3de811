import { MetricResults } from "../../../sdk/metrics/metric-results.ts";
import { JobCancelledError } from "../../../sdk/pipeline/job-cancelled-error.ts";
import { endWithin } from "../../../sdk/pipeline/end-within.ts";
import type { Job, JobState, PipelineResult } from "../../../sdk/pipeline/result.ts";
import type { Duration } from "../../../sdk/values/duration.ts";
import { ApiError } from "../client/api-error.ts";
import type { RequestedState } from "../client/dataflow-client.ts";
import { explainApiError } from "../client/explain-api-error.ts";
import { DataflowError } from "../dataflow-errors.ts";
import type { DataflowJobParts } from "./dataflow-job-parts.ts";
import { consoleLink, jobArguments } from "./console-link.ts";
import { jobFailure } from "./job-failure.ts";
import { endOf, nameOfState } from "./job-states.ts";
import { JobWatch, LostJobError, watchTimes } from "./job-watch.ts";
import { levelOf } from "./message-level.ts";
import { MessageLog, type JobMessage } from "./message-log.ts";
import { readMetrics } from "./read-metrics.ts";
import { readServiceError } from "./service-error.ts";

/** How long a job that was told to end may take. */
const longestEndMillis = 15 * 60_000;
const longestMetricsMillis = 30_000;
/** How many errors are kept. */
const mostErrors = 100;

/** A job on Google Cloud Dataflow. It runs on whatever becomes of this process. */
export class DataflowJob implements Job {
  /** Its name where jobs are listed. */
  readonly name: string;
  readonly #parts: DataflowJobParts;
  readonly #abort = new AbortController();
  readonly #errors: string[] = [];
  readonly #end: Promise<PipelineResult>;
  #id: string;
  #state: JobState = "running";
  #metrics: MetricResults | undefined;
  #cancelReason: string | undefined;

  /** @internal */
  constructor(parts: DataflowJobParts) {
    this.#parts = parts;
    this.#id = parts.job.id ?? "";
    this.name = parts.job.name ?? "";
    this.#end = this.#follow();
    // Whoever waits for the end gets its error; that nobody does is no reason to end the process.
    this.#end.catch(() => undefined);
  }

  /** Its id there, by which it can be attached to again; another one when a later job has taken its place. */
  get id(): string {
    return this.#id;
  }

  get state(): JobState {
    return this.#state;
  }

  /** The URL of its page in Google Cloud's console. */
  get consoleUrl(): string {
    return consoleLink(this.#parts.client.where, this.#id);
  }

  /** Whether its input has no end, so that it can be drained. */
  get isStreaming(): boolean {
    return this.#parts.job.type === "JOB_TYPE_STREAMING";
  }

  /**
   * Waits for its end.
   *
   * @param limit - how long to wait; the state is `"running"` when the job has not ended then
   * @throws DataflowError when it fails, or can't be watched any longer
   * @throws JobCancelledError when it is cancelled
   */
  waitUntilFinish(limit?: Duration): Promise<PipelineResult> {
    return endWithin(this, this.#end, limit);
  }

  async cancel(): Promise<void> {
    await this.cancelFor("by the program");
  }

  /** @internal Cancels it and waits for its end; `reason` is for its error. */
  async cancelFor(reason: string): Promise<void> {
    if (this.#state !== "running") return;
    this.#cancelReason ??= reason;
    await this.#request("JOB_STATE_CANCELLED", "cancel");
    await this.#endAfter("cancelled");
  }

  /**
   * Ends its input and waits until it has worked up what it has read: how a job whose input has no end comes to one
   * without losing anything. Windows that are open are closed.
   *
   * @throws DataflowError when its input ends by itself
   */
  async drain(): Promise<void> {
    if (!this.isStreaming) {
      throw new DataflowError({
        summary: `The job "${this.name}" can't be drained: it is a batch job, which ends by itself.`,
        facts: { job: this.#id },
        remedies: ["cancel it, to end it before:  job.cancel()  or  purlin cancel"],
      });
    }
    if (this.#state !== "running") return;
    await this.#request("JOB_STATE_DRAINED", "drain");
    await this.#endAfter("drained");
  }

  /** Stops following it: whoever waits for its end hears that it is running. The job itself goes on. */
  detach(): void {
    if (this.#state === "running") this.#abort.abort(new Detached());
  }

  async metrics(): Promise<MetricResults> {
    if (this.#metrics !== undefined) return this.#metrics;
    const { client, stepNames } = this.#parts;
    const updates = await client
      .metrics(this.#id, { patienceMillis: longestMetricsMillis })
      .catch((error: unknown) => this.#refused(error, "read the metrics of the job", "dataflow.metrics.get"));
    return readMetrics(updates, await stepNames());
  }

  async #request(state: RequestedState, verb: string): Promise<void> {
    try {
      await this.#parts.client.request(this.#id, state);
    } catch (error) {
      // It has ended in the meantime, as its watch is about to find out.
      if (error instanceof ApiError && hasTerminated(error)) return;
      this.#refused(error, `${verb} the job "${this.name}"`, "dataflow.jobs.cancel");
    }
  }

  async #endAfter(what: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<"late">();
    const timer = setTimeout(() => resolve("late"), longestEndMillis);
    const outcome = await Promise.race([this.#end.then(noNews, noNews), promise]);
    clearTimeout(timer);
    if (outcome !== "late") return;
    throw new DataflowError({
      summary: `The job "${this.name}" was to be ${what}, but has not ended within ${String(longestEndMillis / 60_000)} min.`,
      facts: { job: this.#id, console: this.consoleUrl },
      remedies: [`see what it does:  purlin logs ${jobArguments(this.#parts.client.where, this.#id)}`],
    });
  }

  #refused(error: unknown, doing: string, permission: string): never {
    if (!(error instanceof ApiError)) throw error;
    throw explainApiError(error, {
      doing,
      where: this.#parts.client.where,
      permission,
      thing: `job "${this.#id}"`,
      facts: { job: this.#id },
    });
  }

  async #follow(): Promise<PipelineResult> {
    try {
      const end = await this.#untilEnd();
      if (end === "failed" || end === "cancelled") this.#state = end;
      if (end === "cancelled") throw new JobCancelledError(this.#cancelReason ?? "on Dataflow");
      if (end === "failed") throw await this.#failure();
      const metrics = await this.#lastMetrics();
      this.#state = "done";
      return { state: "done", metrics };
    } catch (error) {
      if (error instanceof Detached) return { state: "running", metrics: new MetricResults(new Map()) };
      throw error instanceof LostJobError ? this.#lost(error) : error;
    } finally {
      await this.#parts.onEnd?.(this);
    }
  }

  async #untilEnd(): Promise<Exclude<JobState, "running">> {
    const { client, log, minimumImportance, times } = this.#parts;
    const watch = new JobWatch({
      client,
      signal: this.#abort.signal,
      times: { ...watchTimes, ...times },
      onState: (state) => log.tell(state),
      onMessage: (message) => this.#take(message),
      onLoss: (text) => log.warn(text),
    });
    for (;;) {
      const messages = new MessageLog(client, this.#id, minimumImportance);
      const job = await watch.untilEnd(this.#id, messages);
      const end = endOf(job.currentState) ?? "failed";
      if (end === "failed") await watch.lastWords(messages, () => this.#errors.length > 0);
      const heir = job.currentState === "JOB_STATE_UPDATED" ? (job.replacedByJobId ?? "") : "";
      if (heir === "") return end;
      log.tell(`replaced by the job ${heir}, which is followed from here on`);
      this.#id = heir;
    }
  }

  #take({ importance, text }: JobMessage): void {
    if (importance === "JOB_MESSAGE_ERROR") this.#errors.push(text);
    // A job that goes on for weeks may have as many as it likes; the last ones tell why it has failed.
    if (this.#errors.length > mostErrors) this.#errors.shift();
    const level = levelOf(importance);
    this.#parts.log.say(level, text, level === "error" ? readServiceError(text).brief : undefined);
  }

  async #failure(): Promise<DataflowError> {
    const { client, replaces } = this.#parts;
    return jobFailure({
      id: this.#id,
      name: this.name,
      where: client.where,
      errors: this.#errors,
      ...(replaces === undefined ? {} : { facts: { "the job to be replaced": await this.#standOf(replaces) } }),
    });
  }

  async #standOf(jobId: string): Promise<string> {
    try {
      const { currentState } = await this.#parts.client.get(jobId, { patienceMillis: longestMetricsMillis });
      return `${jobId}: ${nameOfState(currentState)}`;
    } catch {
      return jobId;
    }
  }

  /** Nothing is known of the job any more, least of all that it has failed. */
  #lost({ cause }: LostJobError): DataflowError {
    const { where } = this.#parts.client;
    return explainApiError(cause as ApiError, {
      doing: `watch the job "${this.name}", which may well be running`,
      where,
      permission: "dataflow.jobs.get",
      thing: `job "${this.#id}"`,
      facts: { job: this.#id, console: this.consoleUrl },
      remedies: [`watch it again:  purlin logs ${jobArguments(where, this.#id)}`],
    });
  }

  async #lastMetrics(): Promise<MetricResults> {
    try {
      this.#metrics = await this.metrics();
      return this.#metrics;
    } catch (error) {
      this.#parts.log.warn(`the job's metrics can't be read: ${error instanceof Error ? error.message : ""}`);
      return new MetricResults(new Map());
    }
  }
}

/** The reason of a watch that was ended because nobody wants it any more. */
class Detached extends Error {}

const noNews = (): undefined => undefined;

function hasTerminated({ message, status, reason }: ApiError): boolean {
  return (status === 400 || status === 409 || reason === "FAILED_PRECONDITION") && /terminated|terminal/i.test(message);
}
