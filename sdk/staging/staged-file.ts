import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import {
  ArtifactFilePayloadSchema,
  ArtifactInformationSchema,
  ArtifactStagingToRolePayloadSchema,
  type ArtifactInformation,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";
import { artifactName } from "./artifact-name.ts";

/** One file that workers get. */
export interface StagedFile {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Describes a file that is to be given to workers. */
export async function stagedFile(file: string): Promise<StagedFile> {
  const contents = await readFile(file);
  const sha256 = createHash("sha256").update(contents).digest("hex");
  return { name: path.basename(file), path: file, sha256, sizeBytes: contents.length };
}

/** Returns files as the dependencies of an environment. */
export function artifactsOf(files: readonly StagedFile[]): ArtifactInformation[] {
  return files.map(artifactOf);
}

function artifactOf(file: StagedFile): ArtifactInformation {
  const { path: filePath, sha256 } = file;
  return create(ArtifactInformationSchema, {
    typeUrn: urns.artifactTypes.file,
    typePayload: toBinary(ArtifactFilePayloadSchema, create(ArtifactFilePayloadSchema, { path: filePath, sha256 })),
    roleUrn: urns.artifactRoles.stagingTo,
    rolePayload: toBinary(
      ArtifactStagingToRolePayloadSchema,
      create(ArtifactStagingToRolePayloadSchema, { stagedName: artifactName(file) }),
    ),
  });
}
