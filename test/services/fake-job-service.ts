import { setTimeout as sleep } from "node:timers/promises";
import { RpcError } from "../../sdk/harness/rpc/rpc-error.ts";
import { addService, makeServer, type RpcServer } from "../../sdk/harness/rpc/server.ts";
import { ArtifactStagingService } from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_artifact_api_pb.ts";
import {
  JobMessage_MessageImportance as Importance,
  JobService,
  JobState_Enum as State,
  PipelineOptionType_Enum as OptionType,
  type PrepareJobRequest,
} from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_job_api_pb.ts";
import type { Pipeline } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { MonitoringInfo } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/metrics_pb.ts";

const notFound = 5;
const unavailable = 14;

/** How the one job of a fake service goes. */
export interface FakeJob {
  /** The states that it goes through; the last one stays until it is cancelled. */
  readonly states: readonly State[];
  readonly errors?: readonly string[];
  readonly committed?: MonitoringInfo[];
  /** After how many states the first stream of them breaks. */
  readonly breaksAfter?: number;
  /** Whether it is of a version that knew another way of staging. */
  readonly lacksStaging?: boolean;
  /** Whether it takes note of a cancellation, and does nothing. */
  readonly ignoresCancel?: boolean;
}

/** A job service that runs nothing, and what it was told. */
export interface FakeJobService {
  readonly endpoint: string;
  readonly prepared: PrepareJobRequest[];
  readonly staged: string[];
  readonly calls: string[];
  close(): void;
}

/** Starts a job service with one job, of id `"job"`, that goes as it is said. */
export async function startFakeJobService(job: FakeJob): Promise<FakeJobService> {
  const server = makeServer();
  const facts = { prepared: [] as PrepareJobRequest[], staged: [] as string[], calls: [] as string[] };
  const cancelled = Promise.withResolvers<undefined>();
  let pipeline: Pipeline | undefined;
  let endpoint = "";
  addService(server, JobService, {
    describePipelineOptions: () => ({ options: [{ name: "parallelism", type: OptionType.INTEGER }] }),
    prepare(request) {
      facts.prepared.push(request);
      pipeline = request.pipeline;
      return { preparationId: "preparation", artifactStagingEndpoint: { url: endpoint }, stagingSessionToken: "token" };
    },
    run: () => ({ jobId: "job" }),
    getPipeline({ jobId }) {
      if (jobId !== "job") throw new RpcError(notFound, `no job ${jobId}`);
      return pipeline === undefined ? {} : { pipeline };
    },
    cancel() {
      facts.calls.push("cancel");
      if (job.ignoresCancel !== true) cancelled.resolve(undefined);
      return { state: State.CANCELLING };
    },
    async *getStateStream() {
      facts.calls.push("states");
      const attempt = facts.calls.filter((call) => call === "states").length;
      for (const [index, state] of job.states.entries()) {
        if (attempt === 1 && index === job.breaksAfter) throw new RpcError(unavailable, "gone for a while");
        yield { state };
        await sleep(5);
      }
      await cancelled.promise;
      yield { state: State.CANCELLED };
    },
    async *getMessageStream() {
      for (const messageText of job.errors ?? []) {
        yield {
          response: {
            case: "messageResponse",
            value: { messageId: messageText, importance: Importance.JOB_MESSAGE_ERROR, messageText },
          },
        };
      }
      await sleep(20);
      const state = job.states.at(-1) ?? State.UNSPECIFIED;
      yield { response: { case: "stateResponse", value: { state } } };
    },
    getJobMetrics: () => ({ metrics: { attempted: [], committed: job.committed ?? [] } }),
  });
  if (job.lacksStaging !== true) addStaging(server, facts.staged);
  endpoint = await server.listen();
  return {
    endpoint,
    ...facts,
    close: () => {
      cancelled.resolve(undefined);
      server.close();
    },
  };
}

/** Takes no file: a server may end the conversation before it asks for one. */
function addStaging(server: RpcServer, staged: string[]): void {
  addService(server, ArtifactStagingService, {
    async reverseArtifactRetrievalService(stream) {
      for await (const { stagingToken } of stream) {
        staged.push(stagingToken);
        return;
      }
    },
  });
}
