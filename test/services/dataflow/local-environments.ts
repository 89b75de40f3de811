import { writeFile } from "node:fs/promises";
import path from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  ArtifactFilePayloadSchema,
  ArtifactInformationSchema,
  DockerPayloadSchema,
  ProcessPayloadSchema,
  type ArtifactInformation,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import type { ObjectStore } from "./object-store.ts";
import type { StagedJob } from "./staged-job.ts";

/** What stands on this machine in the place of the service's containers. */
export interface LocalWorkers {
  /** The boot program: what an image's entry point is. */
  readonly launcher: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where artifacts are put for the engine. */
  readonly folder: string;
}

/**
 * Makes processes of this machine of a pipeline's containers, with the very boot program of the image.
 *
 *     before:  docker: image     dependencies: url gs://..., sha256         after:  process: boot     dependencies: file /...
 *
 * @returns the images that the containers would have been made from
 */
export async function makeLocal(
  { pipeline, artifacts }: StagedJob,
  store: ObjectStore,
  { launcher, env, folder }: LocalWorkers,
): Promise<string[]> {
  const fetched = new Map<ArtifactInformation, ArtifactInformation>();
  for (const [index, { artifact, url, sha256 }] of artifacts.entries()) {
    const file = path.join(folder, `artifact-${String(index)}`);
    await writeFile(file, await store.read(url));
    fetched.set(artifact, fileArtifact(artifact, file, sha256));
  }
  const images: string[] = [];
  for (const [id, environment] of Object.entries(pipeline.components?.environments ?? {})) {
    if (environment.urn !== urns.environments.docker) throw new Error(`The environment ${id} is no container.`);
    images.push(fromBinary(DockerPayloadSchema, environment.payload).containerImage);
    environment.urn = urns.environments.process;
    environment.payload = toBinary(ProcessPayloadSchema, create(ProcessPayloadSchema, { command: launcher, env }));
    environment.dependencies = environment.dependencies.map((artifact) => fetched.get(artifact) ?? artifact);
  }
  return images;
}

/** What an artifact should be stays as the submitter has said it, whatever was found in Cloud Storage. */
function fileArtifact(artifact: ArtifactInformation, file: string, sha256: string): ArtifactInformation {
  return create(ArtifactInformationSchema, {
    ...artifact,
    typeUrn: urns.artifactTypes.file,
    typePayload: toBinary(ArtifactFilePayloadSchema, create(ArtifactFilePayloadSchema, { path: file, sha256 })),
  });
}
