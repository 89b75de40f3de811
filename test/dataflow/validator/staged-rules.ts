// Whether a job and what it refers to in Cloud Storage agree.

import { createHash } from "node:crypto";
import { create, fromBinary } from "@bufbuild/protobuf";
import {
  ArtifactUrlPayloadSchema,
  ComponentsSchema,
  DockerPayloadSchema,
  IsBounded_Enum,
  PipelineSchema,
  type Components,
  type Environment,
  type Pipeline,
  type PTransform,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { standardDefaults } from "../../../sdk/options/pipeline-options.ts";
import { pipelineProblems } from "../../../runners/dataflow/pipeline/check-pipeline.ts";
import type { JobBody } from "../../../runners/dataflow/plan.ts";
import { readSettings } from "../../../runners/dataflow/settings/read-settings.ts";
import { bareMachine, leastOptions } from "../planned.ts";
import { workerOptions } from "./job-rules.ts";

/** Returns the contents of an object by its `gs://` URL; undefined where there is none. */
export type ReadObject = (url: string) => Uint8Array | undefined;

const { impulse, groupByKey, parDo } = urns.primitives;

/** Returns all in which a job and what it refers to differ. */
export function stagedFaults(job: JobBody, read: ReadObject): string[] {
  const { pipelineUrl, pipelineProtoHash } = workerOptions(job);
  const bytes = read(String(pipelineUrl));
  if (bytes === undefined) return [`the pipeline is not staged: ${String(pipelineUrl)}`];
  const faults: string[] = [];
  if (pipelineProtoHash !== undefined && sha256(bytes) !== pipelineProtoHash)
    faults.push("the pipeline's hash is another");
  const pipeline = fromBinary(PipelineSchema, bytes);
  const components = pipeline.components ?? create(ComponentsSchema);
  return [
    ...faults,
    ...packageFaults(job, read),
    ...containerFaults(job, components),
    ...artifactFaults(job, components, read),
    ...boundednessFaults(job, components),
    ...placeFaults(components),
    ...graphFaults(pipeline),
  ];
}

function packageFaults(job: JobBody, read: ReadObject): string[] {
  return packagesOf(job).flatMap(({ name, location, sha256: hash }) => {
    const bytes = read(asUrl(location ?? ""));
    if (bytes === undefined) return [`package ${name ?? ""} is not staged`];
    return (hash ?? "") !== "" && sha256(bytes) !== hash ? [`package ${name ?? ""} has another hash`] : [];
  });
}

function containerFaults(job: JobBody, { environments, transforms }: Components): string[] {
  const images = (job.environment?.workerPools ?? []).flatMap((pool) => pool.sdkHarnessContainerImages ?? []);
  const listed = new Set(images.map(({ environmentId }) => environmentId));
  const used = new Set(Object.values(transforms).map(({ environmentId }) => environmentId));
  used.delete("");
  return [
    ...[...used].filter((id) => !listed.has(id)).map((id) => `environment ${id} has no container`),
    ...images.flatMap(({ environmentId, containerImage, capabilities }) => {
      const environment = environments[environmentId ?? ""];
      if (environment === undefined)
        return [`the container's environment ${environmentId ?? ""} is not the pipeline's`];
      if (imageOf(environment) !== containerImage) return [`environment ${environmentId ?? ""} has another image`];
      const isSame = [...environment.capabilities].sort().join() === [...(capabilities ?? [])].sort().join();
      return isSame ? [] : [`environment ${environmentId ?? ""} has other capabilities`];
    }),
  ];
}

function imageOf({ urn, payload }: Environment): string | undefined {
  return urn === urns.environments.docker ? fromBinary(DockerPayloadSchema, payload).containerImage : undefined;
}

function artifactFaults(job: JobBody, { environments }: Components, read: ReadObject): string[] {
  const packages = new Set(packagesOf(job).map(({ location }) => asUrl(location ?? "")));
  return Object.entries(environments).flatMap(([id, { dependencies }]) =>
    dependencies.flatMap(({ typeUrn, typePayload }) => {
      if (typeUrn !== urns.artifactTypes.url) return [`environment ${id} depends on what is no URL: ${typeUrn}`];
      const { url, sha256: hash } = fromBinary(ArtifactUrlPayloadSchema, typePayload);
      const bytes = read(asUrl(url));
      if (bytes === undefined) return [`environment ${id} depends on what is not staged: ${url}`];
      if (hash !== "" && sha256(bytes) !== hash) return [`environment ${id} depends on what has another hash: ${url}`];
      return packages.has(asUrl(url)) ? [] : [`environment ${id} depends on what is no package: ${url}`];
    }),
  );
}

function boundednessFaults({ type }: JobBody, { pcollections }: Components): string[] {
  const isUnbounded = Object.values(pcollections).some(({ isBounded }) => isBounded === IsBounded_Enum.UNBOUNDED);
  return isUnbounded && type !== "JOB_TYPE_STREAMING"
    ? ["the pipeline has unbounded data, and the job is a batch one"]
    : [];
}

function placeFaults({ transforms }: Components): string[] {
  const ofTheService = (urn: string): boolean => urn === impulse || urn === groupByKey;
  return Object.values(transforms).flatMap(({ uniqueName, spec, environmentId }: PTransform) => {
    const urn = spec?.urn ?? "";
    if (ofTheService(urn) && environmentId !== "")
      return [`step ${uniqueName} is the service's, and has an environment`];
    const needsOne = urn === parDo || urn === urns.composites.combinePerKey;
    return needsOne && environmentId === "" ? [`step ${uniqueName} has no environment`] : [];
  });
}

/** Broken graphs: the runner's own rules, which its tests prove. */
function graphFaults(pipeline: Pipeline): string[] {
  const settings = readSettings({ ...standardDefaults, dataflow: leastOptions }, bareMachine);
  return pipelineProblems(pipeline, settings, new Map()).map(({ summary }) => summary);
}

function packagesOf(job: JobBody) {
  return (job.environment?.workerPools ?? []).flatMap(({ packages }) => packages ?? []);
}

/** `storage.googleapis.com/bucket/object` -> `gs://bucket/object`. */
function asUrl(location: string): string {
  return location.replace(/^storage\.googleapis\.com\//, "gs://");
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
