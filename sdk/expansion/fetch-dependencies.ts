import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { access, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline as pipe } from "node:stream/promises";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { makeClient, type RpcClient } from "../harness/rpc/client.ts";
import { ArtifactRetrievalService } from "../model/gen/org/apache/beam/model/job_management/v1/beam_artifact_api_pb.ts";
import {
  AnyOfEnvironmentPayloadSchema,
  ArtifactFilePayloadSchema,
  type ArtifactInformation,
  type Environment,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";

type Retrieval = RpcClient<typeof ArtifactRetrievalService>;

/**
 * Makes the files that environments depend on files of this machine, from where they can be staged: the expansion service
 * hands them out.
 *
 * @param environments - are changed
 * @param service - the `host:port` of the expansion service
 */
export async function fetchDependencies(environments: readonly Environment[], service: string): Promise<void> {
  const client = makeClient(ArtifactRetrievalService, service);
  try {
    for (const environment of environments) await fetchFor(environment, client);
  } finally {
    client.close();
  }
}

async function fetchFor(environment: Environment, client: Retrieval): Promise<void> {
  if (environment.urn === urns.environments.anyof) {
    const choice = fromBinary(AnyOfEnvironmentPayloadSchema, environment.payload);
    for (const one of choice.environments) await fetchFor(one, client);
    environment.payload = toBinary(AnyOfEnvironmentPayloadSchema, choice);
  }
  if (environment.dependencies.length === 0) return;
  const { replacements } = await client.resolveArtifacts({
    artifacts: environment.dependencies,
    preferredUrns: [urns.artifactTypes.file],
  });
  const files: ArtifactInformation[] = [];
  for (const artifact of replacements) files.push(await fetchFile(artifact, client));
  environment.dependencies = files;
}

/** Fetches an artifact into the user's cache, where it is found by its hash the next time. */
async function fetchFile(artifact: ArtifactInformation, client: Retrieval): Promise<ArtifactInformation> {
  const folder = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "purlin", "artifacts");
  const known = hashOf(artifact);
  if (known !== undefined && (await exists(path.join(folder, known)))) return asFile(artifact, folder, known);
  await mkdir(folder, { recursive: true });
  const unfinished = await mkdtemp(path.join(folder, "unfinished-"));
  try {
    const hash = createHash("sha256");
    const chunks = async function* (): AsyncIterable<Uint8Array> {
      for await (const { data } of client.getArtifact({ artifact })) {
        hash.update(data);
        yield data;
      }
    };
    const file = path.join(unfinished, "artifact");
    await pipe(Readable.from(chunks(), { objectMode: false }), createWriteStream(file));
    const sha256 = hash.digest("hex");
    if (known !== undefined && known !== sha256) {
      throw new Error(`The service hands out a file of hash ${sha256} whose hash it says is ${known}.`);
    }
    await rename(file, path.join(folder, sha256));
    return asFile(artifact, folder, sha256);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** The hash of an artifact's file, where the service knows it. */
function hashOf({ typeUrn, typePayload }: ArtifactInformation): string | undefined {
  if (typeUrn !== urns.artifactTypes.file) return undefined;
  const { sha256 } = fromBinary(ArtifactFilePayloadSchema, typePayload);
  return /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined;
}

/** Returns an artifact that is a file of the cache. What it is for, and its name on workers, stay as they were. */
function asFile(artifact: ArtifactInformation, folder: string, sha256: string): ArtifactInformation {
  const payload = create(ArtifactFilePayloadSchema, { path: path.join(folder, sha256), sha256 });
  return {
    ...artifact,
    typeUrn: urns.artifactTypes.file,
    typePayload: toBinary(ArtifactFilePayloadSchema, payload),
  };
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
