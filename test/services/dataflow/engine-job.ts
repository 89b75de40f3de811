import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "@bufbuild/protobuf";
import { startOfWorkerText } from "../../../runners/portable/failure-cause.ts";
import { followStream } from "../../../runners/portable/follow-stream.ts";
import { connectToJobServer, type JobConnection } from "../../../runners/portable/job-client.ts";
import { endOf } from "../../../runners/portable/job-states.ts";
import { stageArtifacts } from "../../../runners/portable/stage-artifacts.ts";
import { within } from "../../../sdk/exec/maybe-promise.ts";
import {
  JobMessage_MessageImportance as EngineImportance,
  JobState_Enum as State,
  type JobMessage,
  type JobMessagesResponse,
} from "../../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import type { Pipeline } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { readLastWords } from "../../../sdk/staging/last-words.ts";
import type { Importance, JobEvents, MetricUpdate } from "./executor.ts";
import { metricUpdates } from "./metric-updates.ts";
import { withTempFolder } from "./with-temp-folder.ts";

/** What an engine is given. */
export interface EngineJobParts {
  /** The `host:port` of its job server. */
  readonly endpoint: string;
  readonly jobName: string;
  readonly pipeline: Pipeline;
  readonly pipelineOptions: Readonly<Record<string, unknown>>;
  /** The folder where workers say why they have ended. */
  readonly lastWords: string;
}

/** How long the engine's last messages may take after a job's end. */
const lastMessagesMillis = 1_000;
const longestStagingMillis = 60_000;
const wordsPollMillis = 500;

/** A job of the service, run by an engine; it tells what becomes of it in the service's words. */
export class EngineJob {
  readonly #events: JobEvents;
  readonly #abort = new AbortController();
  #isCancelled = false;
  #isDraining = false;
  #running: { readonly connection: JobConnection; readonly jobId: string } | undefined;

  constructor(events: JobEvents, prepare: (folder: string) => Promise<EngineJobParts>) {
    this.#events = events;
    void withTempFolder(async (folder) => {
      await this.#run(await prepare(folder));
    }).catch((error: unknown) => {
      this.#fail(`Workflow failed. Causes: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    this.#events.message("JOB_MESSAGE_BASIC", "Cancel request is committed for workflow job.");
    this.#events.state("JOB_STATE_CANCELLING");
    this.#cancelOnEngine();
  }

  /** Takes note that it is being drained: its end is to be that. Its input must be ended besides. */
  drain(): void {
    this.#isDraining = true;
    this.#events.message("JOB_MESSAGE_BASIC", "Drain request is committed for workflow job.");
    this.#events.state("JOB_STATE_DRAINING");
  }

  /** Ends it without a word. */
  stop(): void {
    this.#isCancelled = true;
    this.#cancelOnEngine();
  }

  async metrics(): Promise<readonly MetricUpdate[]> {
    if (this.#running === undefined) return [];
    const { connection, jobId } = this.#running;
    const { metrics } = await connection.client.getJobMetrics({ jobId }, { timeoutMillis: 10_000 });
    return metricUpdates(metrics ?? { attempted: [], committed: [] });
  }

  #cancelOnEngine(): void {
    if (this.#running === undefined) return;
    const { connection, jobId } = this.#running;
    connection.client.cancel({ jobId }, { timeoutMillis: 5_000 }).catch(() => {
      this.#abort.abort();
    });
  }

  async #run(parts: EngineJobParts): Promise<void> {
    const connection = await connectToJobServer(parts.endpoint);
    try {
      const jobId = await submit(connection, parts);
      this.#running = { connection, jobId };
      if (this.#isCancelled) this.#cancelOnEngine();
      await this.#follow(connection, jobId, parts.lastWords);
    } finally {
      this.#abort.abort();
      this.#running = undefined;
      connection.client.close();
    }
  }

  async #follow({ client, endpoint }: JobConnection, jobId: string, lastWords: string): Promise<void> {
    const { signal } = this.#abort;
    const errors: string[] = [];
    let hasEnded = false;
    const messages = followStream<JobMessagesResponse>({
      endpoint,
      signal,
      open: () => client.getMessageStream({ jobId }, { signal }),
      take: ({ response }) => {
        if (response.case === "messageResponse") this.#tell(response.value, errors);
        return false;
      },
      isOver: () => hasEnded,
    }).catch(() => undefined);
    const end = await Promise.race([this.#states(client, endpoint, jobId), this.#wordsOfWorkers(lastWords)]);
    hasEnded = true;
    await within(lastMessagesMillis, messages);
    if (typeof end === "string") {
      errors.push(end);
      this.#cancelOnEngine();
    }
    this.#events.metrics(await this.metrics().catch(() => []));
    if (this.#isCancelled) this.#events.state("JOB_STATE_CANCELLED");
    else if (end === State.DONE) this.#events.state(this.#isDraining ? "JOB_STATE_DRAINED" : "JOB_STATE_DONE");
    else this.#failed(errors);
  }

  /** Follows the states of the engine, and returns the last one. */
  async #states(client: JobConnection["client"], endpoint: string, jobId: string): Promise<State> {
    const { signal } = this.#abort;
    let last: State = State.FAILED;
    await followStream({
      endpoint,
      signal,
      open: () => client.getStateStream({ jobId }, { signal }),
      take: ({ state }) => {
        last = state;
        if (state === State.RUNNING && !this.#isDraining) this.#events.state("JOB_STATE_RUNNING");
        return endOf(state) !== undefined;
      },
    });
    return last;
  }

  /** Prism waits for workers that have ended for as long as anyone waits for it; the service sees that they are gone. */
  async #wordsOfWorkers(folder: string): Promise<string> {
    const { signal } = this.#abort;
    for (;;) {
      await sleep(wordsPollMillis, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return new Promise<never>(() => undefined);
      const words = await readLastWords(folder);
      if (words !== undefined) return words;
    }
  }

  #tell({ importance, messageText }: JobMessage, errors: string[]): void {
    const told = importances.get(importance) ?? "JOB_MESSAGE_BASIC";
    // The service names the worker's error, and then the workflow's.
    if (told === "JOB_MESSAGE_ERROR") errors.push(messageText);
    else this.#events.message(told, messageText);
  }

  #failed(errors: readonly string[]): void {
    for (const text of errors) {
      const own = text.slice(startOfWorkerText(text));
      this.#events.message("JOB_MESSAGE_ERROR", `Error message from worker: generic::unknown: ${own}`);
    }
    this.#fail(
      "Workflow failed. Causes: S01:work failed., The job failed because a work item has failed 4 times. " +
        "Look in previous log entries for the cause of each one of the 4 failures.",
    );
  }

  #fail(text: string): void {
    this.#events.message("JOB_MESSAGE_ERROR", text);
    this.#events.state(this.#isCancelled ? "JOB_STATE_CANCELLED" : "JOB_STATE_FAILED");
  }
}

/** Gives an engine a job as a runner of the Job API does. */
async function submit({ client }: JobConnection, parts: EngineJobParts): Promise<string> {
  const { jobName, pipeline, pipelineOptions } = parts;
  // What came as JSON is JSON.
  const prepared = await client.prepare({ jobName, pipeline, pipelineOptions: pipelineOptions as JsonObject });
  if (prepared.artifactStagingEndpoint !== undefined) {
    const session = { endpoint: prepared.artifactStagingEndpoint.url, token: prepared.stagingSessionToken };
    await stageArtifacts(session, AbortSignal.timeout(longestStagingMillis));
  }
  const { jobId } = await client.run({ preparationId: prepared.preparationId });
  return jobId;
}

const importances: ReadonlyMap<EngineImportance, Importance> = new Map([
  [EngineImportance.JOB_MESSAGE_DEBUG, "JOB_MESSAGE_DEBUG"],
  [EngineImportance.JOB_MESSAGE_DETAILED, "JOB_MESSAGE_DETAILED"],
  [EngineImportance.JOB_MESSAGE_WARNING, "JOB_MESSAGE_WARNING"],
  [EngineImportance.JOB_MESSAGE_ERROR, "JOB_MESSAGE_ERROR"],
]);
