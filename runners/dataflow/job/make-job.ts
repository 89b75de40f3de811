import type { PipelineOptions } from "../../../sdk/options/pipeline-options.ts";
import type { Pipeline } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { Package } from "../pipeline/stage-dependencies.ts";
import type { JobBody } from "../plan.ts";
import type { DataflowSettings } from "../settings/settings.ts";
import { experimentsOf, serviceOptionsOf } from "./experiments.ts";
import { isUnbounded } from "./is-unbounded.ts";
import { jobOptions } from "./job-options.ts";
import { packageVersion } from "./package-version.ts";
import { workerPool } from "./worker-pool.ts";

/** What a job is made of. */
export interface JobParts {
  readonly settings: DataflowSettings;
  /** All options of the program. */
  readonly options: PipelineOptions;
  /** As it is uploaded. */
  readonly pipeline: Pipeline;
  readonly pipelineUrl: string;
  readonly pipelineSha256: string;
  readonly packages: readonly Package[];
  /** What tells this request from others: the service takes one of the same id once. */
  readonly clientRequestId: string;
}

/** The environment that the workers of today's SDKs are started in. */
const environmentMajor = "8";

/** Returns the body of the request that creates a job. It has no steps: the service finds the pipeline at its URL. */
export function makeJob(parts: JobParts): JobBody {
  const { settings, clientRequestId } = parts;
  const isStreaming = isUnbounded(parts.pipeline);
  return {
    projectId: settings.project,
    location: settings.region,
    name: settings.jobName,
    type: isStreaming ? "JOB_TYPE_STREAMING" : "JOB_TYPE_BATCH",
    clientRequestId,
    ...(settings.labels === undefined ? {} : { labels: { ...settings.labels } }),
    ...(settings.update && settings.transformNameMapping !== undefined
      ? { transformNameMapping: { ...settings.transformNameMapping } }
      : {}),
    environment: environmentOf(parts, isStreaming),
  };
}

function environmentOf(parts: JobParts, isStreaming: boolean): NonNullable<JobBody["environment"]> {
  const { settings, pipeline, packages } = parts;
  const experiments = experimentsOf(settings, isStreaming);
  const serviceOptions = serviceOptionsOf(settings);
  const { workerRegion, workerZone, kmsKey, serviceAccountEmail, flexRsGoal, hotKeyLogging } = settings;
  return {
    userAgent: userAgentOf(settings),
    version: {
      job_type: isStreaming ? "FNAPI_STREAMING" : "FNAPI_BATCH",
      major: settings.environmentMajor ?? environmentMajor,
    },
    experiments,
    ...(serviceOptions.length === 0 ? {} : { serviceOptions }),
    tempStoragePrefix: tempPrefix(parts),
    dataset: "bigquery.googleapis.com/cloud_dataflow",
    clusterManagerApiService: "compute.googleapis.com",
    ...(serviceAccountEmail === undefined ? {} : { serviceAccountEmail }),
    ...(kmsKey === undefined ? {} : { serviceKmsKeyName: kmsKey }),
    ...(workerRegion === undefined ? {} : { workerRegion }),
    ...(workerZone === undefined ? {} : { workerZone }),
    ...(flexRsGoal === undefined ? {} : { flexResourceSchedulingGoal: `FLEXRS_${flexRsGoal}` }),
    ...(hotKeyLogging === true ? { debugOptions: { enableHotKeyLogging: true } } : {}),
    sdkPipelineOptions: jobOptions({ ...parts, experiments, serviceOptions, isStreaming }),
    workerPools: [workerPool(settings, pipeline, packages)],
  };
}

/** `"My SDK/1.2.3"` is a name and a version; without one, it is Purlin's. */
function userAgentOf({ userAgent = "Purlin, Apache Beam SDK for TypeScript" }: DataflowSettings): {
  name: string;
  version: string;
} {
  const [, name = userAgent, version = packageVersion()] = /^(.+)\/([^/]+)$/.exec(userAgent) ?? [];
  return { name, version };
}

/** A folder of this job's own: jobs of one name may follow each other. */
function tempPrefix({ settings, clientRequestId }: JobParts): string {
  const { tempLocation, jobName } = settings;
  return `storage.googleapis.com/${tempLocation.slice("gs://".length)}/${jobName}.${clientRequestId}`;
}
