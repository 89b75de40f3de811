import path from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  ArtifactFilePayloadSchema,
  ArtifactInformationSchema,
  ArtifactStagingToRolePayloadSchema,
  ArtifactUrlPayloadSchema,
  type ArtifactInformation,
  type Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { readArtifactName } from "../../../sdk/staging/artifact-name.ts";
import { stagedFile } from "../../../sdk/staging/staged-file.ts";
import { DataflowError } from "../dataflow-errors.ts";
import type { Upload } from "../plan.ts";

/** A file that the service hands to workers. */
export interface Package {
  /** Its name on workers. */
  readonly name: string;
  readonly url: string;
  readonly sha256: string;
}

/** The files that a pipeline's environments depend on. */
export interface StagedDependencies {
  readonly uploads: readonly Upload[];
  readonly packages: readonly Package[];
}

/**
 * Says where in Cloud Storage the files lie that environments depend on, each once, and by its contents:
 *
 *     before:  file: /home/me/.cache/purlin/programs/2c26…/program.mjs
 *
 *     after:   url: gs://bucket/staging/2c26…-program.mjs, sha256 2c26…
 *
 * What a file is for (its role, and so its name on workers) stays.
 *
 * @param pipeline - is changed
 * @param location - the folder, without a slash at its end
 * @throws DataflowError when a dependency is no file
 */
export async function stageDependencies(pipeline: Pipeline, location: string): Promise<StagedDependencies> {
  const staging = new Staging(location);
  for (const [id, environment] of Object.entries(pipeline.components?.environments ?? {})) {
    const placed: ArtifactInformation[] = [];
    // One after the other, so that the same program gives the same list.
    for (const artifact of environment.dependencies) placed.push(await staging.place(artifact, id));
    environment.dependencies = placed;
  }
  return { uploads: [...staging.uploads.values()], packages: [...staging.packages.values()] };
}

class Staging {
  /** By URL. */
  readonly uploads = new Map<string, Upload>();
  /** By name. */
  readonly packages = new Map<string, Package>();
  readonly #location: string;

  constructor(location: string) {
    this.#location = location;
  }

  async place(artifact: ArtifactInformation, environment: string): Promise<ArtifactInformation> {
    if (artifact.typeUrn === urns.artifactTypes.url) return this.#keep(artifact);
    if (artifact.typeUrn !== urns.artifactTypes.file) throw notAFile(artifact, environment);
    const { path: file } = fromBinary(ArtifactFilePayloadSchema, artifact.typePayload);
    const { sha256, sizeBytes } = await stagedFile(file).catch((error: unknown) => {
      throw unreadable(file, environment, error);
    });
    const stagedName = stagedNameOf(artifact) ?? path.basename(file);
    const name = readArtifactName(stagedName)?.name ?? path.basename(stagedName);
    const url = `${this.#location}/${sha256}-${name}`;
    this.uploads.set(url, { url, name, source: { path: file }, sha256, sizeBytes });
    return this.#at({ name: stagedName, url, sha256 }, artifact);
  }

  /** What lies in Cloud Storage already stays there. */
  #keep(artifact: ArtifactInformation): ArtifactInformation {
    const { url, sha256 } = fromBinary(ArtifactUrlPayloadSchema, artifact.typePayload);
    return this.#at({ name: stagedNameOf(artifact) ?? path.posix.basename(url), url, sha256 }, artifact);
  }

  #at(file: Package, artifact: ArtifactInformation): ArtifactInformation {
    const { url, sha256 } = file;
    const taken = this.packages.get(file.name);
    // Two environments may know different files by one name; the service wants each name once.
    const name = taken === undefined || taken.url === url ? file.name : `${sha256.slice(0, 16)}-${file.name}`;
    this.packages.set(name, { name, url, sha256 });
    return create(ArtifactInformationSchema, {
      ...artifact,
      typeUrn: urns.artifactTypes.url,
      typePayload: toBinary(ArtifactUrlPayloadSchema, create(ArtifactUrlPayloadSchema, { url, sha256 })),
    });
  }
}

function stagedNameOf({ roleUrn, rolePayload }: ArtifactInformation): string | undefined {
  if (roleUrn !== urns.artifactRoles.stagingTo) return undefined;
  const { stagedName } = fromBinary(ArtifactStagingToRolePayloadSchema, rolePayload);
  return stagedName === "" ? undefined : stagedName;
}

function notAFile({ typeUrn }: ArtifactInformation, environment: string): DataflowError {
  return new DataflowError({
    summary: `A file that environment "${environment}" depends on can't be staged: only files of this machine can.`,
    facts: { "what it is": typeUrn },
    remedies: ["start the expansion service so that it hands its dependencies out as files"],
  });
}

function unreadable(file: string, environment: string, cause: unknown): DataflowError {
  return new DataflowError({
    summary: `The file "${file}", which environment "${environment}" depends on, can't be read.`,
    facts: { error: String(cause) },
    cause,
  });
}
