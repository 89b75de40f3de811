import { createHash } from "node:crypto";
import { fromBinary } from "@bufbuild/protobuf";
import {
  ArtifactUrlPayloadSchema,
  PipelineSchema,
  type ArtifactInformation,
  type Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { ApiError } from "./api-error.ts";
import type { JobResource } from "./executor.ts";
import type { ObjectStore } from "./object-store.ts";

/** An object that an environment of a pipeline lists. */
export interface StagedArtifact {
  readonly artifact: ArtifactInformation;
  readonly url: string;
  /** What it should be, in hex. */
  readonly sha256: string;
}

/** What a job refers to in Cloud Storage. */
export interface StagedJob {
  readonly pipeline: Pipeline;
  readonly artifacts: readonly StagedArtifact[];
  /** What workers are told: see {@link sdkPipelineOptionsOf}. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Returns the options that the service gives to workers as they are: a record that nests the program's options. */
function sdkPipelineOptionsOf({ environment }: JobResource): Readonly<Record<string, unknown>> {
  return environment?.sdkPipelineOptions ?? {};
}

/**
 * Reads the pipeline of a job from Cloud Storage, and what it lists.
 *
 * @throws ApiError when it isn't there, or is not what the job says
 */
export async function readStagedJob(job: JobResource, store: ObjectStore): Promise<StagedJob> {
  const options = sdkPipelineOptionsOf(job);
  const { pipelineUrl, pipelineProtoHash } = nestedOptions(options);
  if (typeof pipelineUrl !== "string") throw refused("sdkPipelineOptions.options.pipelineUrl", "names no object");
  const bytes = await store.read(pipelineUrl).catch((error: unknown) => {
    throw refused("sdkPipelineOptions.options.pipelineUrl", String(error));
  });
  const sha256 = sha256Of(bytes);
  if (pipelineProtoHash !== sha256) {
    throw refused("sdkPipelineOptions.options.pipelineProtoHash", `${String(pipelineProtoHash)} instead of ${sha256}`);
  }
  const pipeline = fromBinary(PipelineSchema, bytes);
  return { pipeline, artifacts: artifactsOf(pipeline), options };
}

/**
 * Compares the packages of a job with the artifacts of its pipeline, and both with what lies in Cloud Storage.
 *
 * @throws ApiError when they differ
 */
export async function checkPackages(job: JobResource, staged: StagedJob, store: ObjectStore): Promise<void> {
  const packages = (job.environment?.workerPools ?? []).flatMap((pool) => pool.packages ?? []);
  const expected = new Map(staged.artifacts.map(({ url, sha256 }) => [url, sha256]));
  for (const { location, sha256 } of packages) {
    if (expected.get(location ?? "") === sha256) continue;
    throw refused(
      "workerPools.packages",
      `${location ?? ""} is no artifact of the pipeline, or has another hash there`,
    );
  }
  for (const [url, sha256] of expected) {
    if (!packages.some(({ location }) => location === url)) throw refused("workerPools.packages", `${url} is missing`);
    const found = sha256Of(await store.read(url));
    if (found !== sha256) throw refused("workerPools.packages", `${url} has the sha256 ${found} instead of ${sha256}`);
  }
}

/** Returns the hash of bytes in hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function nestedOptions({ options }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return typeof options === "object" && options !== null ? (options as Record<string, unknown>) : {};
}

function artifactsOf({ components }: Pipeline): StagedArtifact[] {
  return Object.entries(components?.environments ?? {}).flatMap(([id, { dependencies }]) =>
    dependencies.map((artifact) => {
      if (artifact.typeUrn !== urns.artifactTypes.url) {
        throw refused(`the artifacts of environment ${id}`, `${artifact.typeUrn} is nothing that workers could fetch`);
      }
      return { artifact, ...fromBinary(ArtifactUrlPayloadSchema, artifact.typePayload) };
    }),
  );
}

function refused(field: string, description: string): ApiError {
  return new ApiError(400, `The workflow could not be created: ${field}: ${description}`, {
    violations: [{ field, description }],
  });
}
