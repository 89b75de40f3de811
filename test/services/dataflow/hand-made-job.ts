import { readFile } from "node:fs/promises";
import path from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import {
  ArtifactUrlPayloadSchema,
  DockerPayloadSchema,
  PipelineSchema,
  type Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import type { PipelineDefinition } from "../../../sdk/pipeline/define-pipeline.ts";
import { callSitesOf } from "../../../sdk/pipeline/run.ts";
import { stageProgram } from "../../../sdk/staging/stage-program.ts";
import { isOwnEnvironment } from "../../../sdk/translate/purlin-urns.ts";
import type { JobResource } from "./executor.ts";
import { sha256Of } from "./staged-job.ts";

/** What a job is made of by hand. */
export interface HandMade {
  readonly definition: PipelineDefinition;
  /** The module that the definition is of. */
  readonly file: string;
  /** Of the emulator of Cloud Storage. */
  readonly storageEndpoint: string;
  readonly bucket: string;
}

/** Stages a pipeline without the runner for Dataflow, and returns its job: what the double's own tests give to it. */
export async function handMadeJob({ definition, file, storageEndpoint, bucket }: HandMade): Promise<JobResource> {
  const pipeline = await definition.build();
  const proto = await pipeline.toProto();
  const program = {
    file: path.resolve(file),
    isDefinition: true,
    options: { ...pipeline.options },
    args: [],
    values: pipeline.values.encoded,
    runsBefore: 0,
    external: [],
  };
  const staged = await stageProgram({ pipeline: proto, program, callSites: callSitesOf(pipeline) });
  const upload = async (name: string, bytes: Uint8Array): Promise<string> => {
    await putObject(storageEndpoint, { bucket, name, bytes });
    return `gs://${bucket}/${name}`;
  };
  try {
    const packages: { name: string; location: string; sha256: string }[] = [];
    for (const { name, path: from, sha256 } of staged.files) {
      packages.push({ name, location: await upload(`${sha256}-${name}`, await readFile(from)), sha256 });
    }
    const dependencies = staged.artifacts.map((artifact, index) => {
      const { location: url = "", sha256 = "" } = packages[index] ?? {};
      const typePayload = toBinary(ArtifactUrlPayloadSchema, create(ArtifactUrlPayloadSchema, { url, sha256 }));
      return { ...artifact, typeUrn: urns.artifactTypes.url, typePayload };
    });
    containEnvironments(proto, dependencies);
    const bytes = toBinary(PipelineSchema, proto);
    const pipelineProtoHash = sha256Of(bytes);
    const pipelineUrl = await upload(`pipeline-${pipelineProtoHash}.pb`, bytes);
    return {
      name: "by-hand",
      type: "JOB_TYPE_BATCH",
      environment: {
        sdkPipelineOptions: { display_data: [], options: { pipelineUrl, pipelineProtoHash, num: 1 } },
        workerPools: [{ kind: "harness", packages }],
      },
    };
  } finally {
    await staged.remove();
  }
}

/** Puts an object into an emulator of Cloud Storage. */
export async function putObject(
  endpoint: string,
  { bucket, name, bytes }: { readonly bucket: string; readonly name: string; readonly bytes: Uint8Array },
): Promise<void> {
  const url = `${endpoint}/upload/storage/v1/b/${bucket}/o?uploadType=media&name=${encodeURIComponent(name)}`;
  const response = await fetch(url, { method: "POST", body: Buffer.from(bytes) });
  if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
}

type Dependencies = NonNullable<Pipeline["components"]>["environments"][string]["dependencies"];

function containEnvironments({ components }: Pipeline, dependencies: Dependencies): void {
  for (const [id, environment] of Object.entries(components?.environments ?? {})) {
    if (!isOwnEnvironment(id)) continue;
    environment.urn = urns.environments.docker;
    environment.payload = toBinary(DockerPayloadSchema, create(DockerPayloadSchema, { containerImage: "image:1" }));
    environment.dependencies = dependencies;
  }
}
