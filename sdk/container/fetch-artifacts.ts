import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fromBinary } from "@bufbuild/protobuf";
import { makeClient, type RpcClient } from "../harness/rpc/client.ts";
import { ArtifactRetrievalService } from "../model/gen/org/apache/beam/model/job_management/v1/beam_artifact_api_pb.ts";
import {
  ArtifactFilePayloadSchema,
  ArtifactStagingToRolePayloadSchema,
  ArtifactUrlPayloadSchema,
  type ArtifactInformation,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";
import { readArtifactName } from "../staging/artifact-name.ts";
import { BootError, WrongArtifactError } from "./boot-errors.ts";

/** The forms of artifacts that say their hash. A runner serves both: a worker needs no right to read a URL itself. */
const payloads = new Map<string, typeof ArtifactFilePayloadSchema | typeof ArtifactUrlPayloadSchema>([
  [urns.artifactTypes.file, ArtifactFilePayloadSchema],
  [urns.artifactTypes.url, ArtifactUrlPayloadSchema],
]);

/** What a worker asks its runner for, and where it puts it. */
export interface FetchRequest {
  readonly endpoint: string | undefined;
  readonly workerId: string;
  readonly dependencies: readonly ArtifactInformation[];
  readonly hasRetrievalToken: boolean;
  readonly folder: string;
}

/**
 * Fetches the files that a program of Purlin was staged as into a folder, and compares their hashes.
 *
 * @returns the files' names
 * @throws WrongArtifactError when one is not what was staged
 * @throws BootError when there are none
 */
export async function fetchArtifacts(request: FetchRequest): Promise<string[]> {
  const { endpoint, workerId, dependencies } = request;
  if (endpoint === undefined || dependencies.length === 0) throw withoutProgram(request);
  const client = makeClient(ArtifactRetrievalService, endpoint, { metadata: { worker_id: workerId } });
  try {
    const artifacts = await resolve(client, dependencies);
    const names: string[] = [];
    for (const artifact of artifacts) {
      const name = await fetchOne(client, artifact, request.folder);
      if (name !== undefined) names.push(name);
    }
    return names;
  } finally {
    client.close();
  }
}

function withoutProgram({ endpoint, dependencies, hasRetrievalToken }: FetchRequest): BootError {
  const facts = {
    "artifacts served at": endpoint ?? "no address",
    artifacts: String(dependencies.length),
    ...(hasRetrievalToken && {
      "retrieval token": "given, for an older protocol of Beam that is not spoken here",
    }),
  };
  return new BootError("The runner has no program for the worker.", facts, [
    "submit the job by Purlin, in an environment that stages the program: process, docker or external",
  ]);
}

type Retrieval = RpcClient<typeof ArtifactRetrievalService>;

/** Asks for artifacts in the form that the runner gives them in: whatever it is, this program fetches them from it. */
async function resolve(client: Retrieval, artifacts: readonly ArtifactInformation[]): Promise<ArtifactInformation[]> {
  const { replacements } = await client.resolveArtifacts({ artifacts: [...artifacts] });
  return replacements.length === 0 ? [...artifacts] : replacements;
}

async function fetchOne(client: Retrieval, artifact: ArtifactInformation, folder: string): Promise<string | undefined> {
  if (artifact.roleUrn !== urns.artifactRoles.stagingTo) return undefined;
  const { stagedName } = fromBinary(ArtifactStagingToRolePayloadSchema, artifact.rolePayload);
  const staged = readArtifactName(stagedName);
  // Other files, such as those that an engine adds of its own, are none of the program's.
  if (staged === undefined) return undefined;
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const chunks = async function* (): AsyncIterable<Uint8Array> {
    for await (const { data } of client.getArtifact({ artifact })) {
      hash.update(data);
      sizeBytes += data.length;
      yield data;
    }
  };
  await pipeline(Readable.from(chunks(), { objectMode: false }), createWriteStream(path.join(folder, staged.name)));
  const hashes = { staged: staged.sha256, announced: announcedHash(artifact), given: hash.digest("hex") };
  const isRight = hashes.given === hashes.staged && hashes.given === (hashes.announced ?? hashes.given);
  if (!isRight) throw new WrongArtifactError(staged.name, hashes, sizeBytes);
  return staged.name;
}

/** What the runner says of a file's contents, in a form of artifact that has a place for it. */
function announcedHash({ typeUrn, typePayload }: ArtifactInformation): string | undefined {
  const schema = payloads.get(typeUrn);
  const sha256 = schema === undefined ? "" : fromBinary(schema, typePayload).sha256.toLowerCase();
  return sha256 === "" ? undefined : sha256;
}
