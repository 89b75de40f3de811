import { clone, type JsonObject } from "@bufbuild/protobuf";
import { RpcError } from "../../sdk/harness/rpc/rpc-error.ts";
import {
  PipelineSchema,
  type Pipeline,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { writeMetricsFile } from "../../sdk/pipeline/metrics-file.ts";
import type { PipelineOptions } from "../../sdk/options/pipeline-options.ts";
import { followProcess } from "../../sdk/pipeline/follow-process.ts";
import type { PurlinError } from "../../sdk/values/purlin-error.ts";
import type { Runner, RunRequest } from "../../sdk/pipeline/runner.ts";
import { asStated } from "../../sdk/translate/external.ts";
import { isOwnEnvironment } from "../../sdk/translate/purlin-urns.ts";
import { checkFeatures } from "./check-features.ts";
import { CleanUp } from "./clean-up.ts";
import type { StartedEnvironment } from "./environments/environment.ts";
import { startEnvironment } from "./environments/index.ts";
import { defaultJobName } from "./default-job-name.ts";
import { engineOptionsFor, workersOption } from "./engine-options.ts";
import type { RunnerName } from "./features.ts";
import { connectToJobServer, type JobConnection } from "./job-client.ts";
import { JobEndpointError, RemoteJobError } from "./job-errors.ts";
import { JobLog } from "./job-log.ts";
import type { ServerProcess } from "./job-server/server-process.ts";
import { PortableJob } from "./portable-job.ts";
import { requestOptions } from "./request-options.ts";
import { chooseEnvironments } from "./rewrites/choose-environments.ts";
import { holdWindows } from "./rewrites/hold-windows.ts";
import { liftCombines } from "./rewrites/lift-combines.ts";
import { recodeFlattens } from "./rewrites/recode-flattens.ts";
import { stageArtifacts } from "./stage-artifacts.ts";
import { stepNames } from "./step-names.ts";

/** An engine that jobs are given to by Beam's Job API. */
export interface Engine {
  readonly name: RunnerName;
  /** Starts its job server; an engine without can only be used where one runs already. */
  readonly startJobServer?: (options: PipelineOptions, tell: (text: string) => void) => Promise<ServerProcess>;
  /** What else the engine is told, as options of its own. */
  readonly ownOptions?: (options: PipelineOptions) => JsonObject;
  /** Changes that pipelines need for this engine alone, after those that all engines need. */
  readonly rewrites?: readonly ((pipeline: Pipeline) => void)[];
  /** The address of the cluster that runs the jobs, where the options name one. */
  readonly clusterOf?: (options: PipelineOptions) => string | undefined;
}

/** Returns the runner of an engine. */
export function portableRunner(engine: Engine): Runner {
  return {
    name: engine.name,
    async start(request: RunRequest): Promise<PortableJob> {
      const pipeline = preparedFor(engine, request.pipeline);
      const cleanUp = new CleanUp();
      try {
        return await new Submission(engine, request, cleanUp).submit(pipeline);
      } catch (error) {
        await cleanUp.run();
        throw error;
      }
    },
  };
}

/**
 * Returns a pipeline as engines want it.
 *
 * @throws UnsupportedFeatureError when it needs what the runner can't do
 */
function preparedFor({ name, rewrites = [] }: Engine, pipeline: Pipeline): Pipeline {
  checkFeatures(name, pipeline);
  const prepared = clone(PipelineSchema, pipeline);
  liftCombines(prepared);
  holdWindows(prepared);
  recodeFlattens(prepared);
  for (const rewrite of rewrites) rewrite(prepared);
  return prepared;
}

/** What was started for a job. */
interface StartedForJob {
  readonly server: ServerProcess | undefined;
  readonly environment: StartedEnvironment;
}

const longestStagingMillis = 10 * 60_000;

/** One way of a pipeline to its engine. */
class Submission {
  readonly #engine: Engine;
  readonly #request: RunRequest;
  readonly #cleanUp: CleanUp;
  readonly #log: JobLog;

  constructor(engine: Engine, request: RunRequest, cleanUp: CleanUp) {
    this.#engine = engine;
    this.#request = request;
    this.#cleanUp = cleanUp;
    this.#log = new JobLog({ name: engine.name, ...request.options });
  }

  async submit(pipeline: Pipeline): Promise<PortableJob> {
    const { options } = this.#request;
    const server = await this.#startServer();
    const connection = await connectToJobServer(server?.endpoint ?? options.jobEndpoint ?? "");
    this.#cleanUp.add(() => {
      connection.client.close();
    });
    const ownOptions = this.#optionsFor(connection);
    const environment = await this.#setEnvironment(pipeline, connection.endpoint);
    const jobId = await this.#run(pipeline, connection, ownOptions).catch(async (error: unknown) => {
      throw error instanceof RpcError ? await this.#refused(error, server) : error;
    });
    return this.#follow(jobId, connection, { server, environment });
  }

  async #startServer(): Promise<ServerProcess | undefined> {
    const { options } = this.#request;
    if (options.jobEndpoint !== undefined) return undefined;
    const { name, startJobServer } = this.#engine;
    if (startJobServer === undefined) {
      throw new JobEndpointError({
        summary: `The ${name} runner needs the address of a job server.`,
        remedies: [
          "name one that runs:  --jobEndpoint=HOST:PORT",
          "take a runner that starts its own:  --runner=flink",
        ],
      });
    }
    const server = await startJobServer(options, this.#log.tell);
    this.#cleanUp.add(() => server.stop());
    return server;
  }

  #optionsFor({ options: known }: JobConnection): JsonObject {
    const { name, ownOptions } = this.#engine;
    const { options } = this.#request;
    return {
      ...ownOptions?.(options),
      ...workersOption(name, options.workers, known),
      ...engineOptionsFor(name, options.engineOptions?.[name] ?? {}, known),
    };
  }

  /** Makes ready where the functions run, and says so in the pipeline. */
  async #setEnvironment(pipeline: Pipeline, endpoint: string): Promise<StartedEnvironment> {
    const { options, functions, callSites, program } = this.#request;
    const cluster = this.#engine.clusterOf?.(options) ?? endpoint;
    const isOnThisHost = isThisHost(endpoint) && isThisHost(cluster);
    const environment = await startEnvironment(options.environment ?? "loopback", {
      functions,
      callSites,
      pipeline: asStated(this.#request.pipeline),
      program,
      tell: this.#log.tell,
      isOnThisHost,
    });
    this.#cleanUp.add(() => environment.stop());
    const environments = pipeline.components?.environments ?? {};
    for (const [id, { resourceHints }] of Object.entries(environments)) {
      if (isOwnEnvironment(id)) environments[id] = { ...environment.proto, resourceHints };
    }
    chooseEnvironments(pipeline, isOnThisHost);
    return environment;
  }

  async #run(pipeline: Pipeline, { client }: JobConnection, ownOptions: JsonObject): Promise<string> {
    const jobName = this.#request.options.jobName ?? defaultJobName();
    const pipelineOptions = requestOptions(this.#request.options, jobName, ownOptions);
    const prepared = await client.prepare({ jobName, pipeline, pipelineOptions });
    if (prepared.artifactStagingEndpoint !== undefined) {
      const session = { endpoint: prepared.artifactStagingEndpoint.url, token: prepared.stagingSessionToken };
      await stageArtifacts(session, AbortSignal.timeout(longestStagingMillis));
    }
    const { jobId } = await client.run({ preparationId: prepared.preparationId });
    this.#log.tell(`submitted job ${jobId}`);
    return jobId;
  }

  async #refused(cause: RpcError, server: ServerProcess | undefined): Promise<PurlinError> {
    const { name } = this.#engine;
    if (cause.isUnimplemented) return otherVersion(name, cause);
    const complaint = await server?.complaint();
    return new RemoteJobError({
      summary: `The job server of ${name} refused the job: ${complaint ?? cause.details}`,
      facts: server === undefined ? {} : { log: server.log },
      cause,
    });
  }

  #follow(jobId: string, connection: JobConnection, { server, environment }: StartedForJob): PortableJob {
    const following = { stop: (): Promise<void> => Promise.resolve() };
    const cluster = this.#engine.clusterOf?.(this.#request.options);
    const job = new PortableJob({
      jobId,
      runner: this.#engine.name,
      connection,
      log: this.#log,
      stepOf: stepNames(this.#request.pipeline),
      localFailures: environment.failures ?? [],
      ...(environment.lastWords === undefined ? {} : { lastWords: environment.lastWords }),
      failure: endOfServer(this.#engine.name, server),
      // A server of our own takes the job along when it ends, unless that runs on a cluster.
      longestCancelMillis: server !== undefined && cluster === undefined ? 600 : 5_000,
      onEnd: async () => {
        try {
          // While the engine can still be asked.
          await writeMetricsFile(job, this.#request.options);
        } finally {
          await this.#cleanUp.run();
          await following.stop();
        }
      },
    });
    following.stop = followProcess(job);
    return job;
  }
}

function otherVersion(name: string, cause: RpcError): JobEndpointError {
  return new JobEndpointError({
    summary: `The job server of ${name} doesn't know a call that submitting a job takes: it is of another version of Beam.`,
    facts: { call: cause.method ?? "not known", "versions that have it": "Beam 2.60 or newer" },
    remedies: [
      "start a job server of Beam 2.60 or newer",
      "leave --jobEndpoint out: a job server is then started for the job",
    ],
    cause,
  });
}

/** Rejected when a job server that was started for the job ends before the job does. */
function endOfServer(name: string, server: ServerProcess | undefined): Promise<never> {
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  void server?.ended.then(async () => {
    const complaint = await server.complaint();
    failure.reject(
      new JobEndpointError({
        summary: `The job server of ${name} ended while the job ran${complaint === undefined ? "." : `: ${complaint}`}`,
        facts: { log: server.log },
      }),
    );
  });
  return failure.promise;
}

function isThisHost(address: string): boolean {
  return /^(?:\w+:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(address);
}
