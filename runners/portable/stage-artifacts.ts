import { createReadStream } from "node:fs";
import { fromBinary } from "@bufbuild/protobuf";
import { makeClient } from "../../sdk/harness/rpc/client.ts";
import {
  ArtifactStagingService,
  type ArtifactRequestWrapper,
} from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_artifact_api_pb.ts";
import {
  ArtifactFilePayloadSchema,
  type ArtifactInformation,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../sdk/model/urns.ts";

const chunkBytes = 1 << 20;

/** Where a job server takes artifacts, and for which preparation. */
export interface StagingSession {
  readonly endpoint: string;
  readonly token: string;
}

/**
 * Gives a job server the files that the environments of a pipeline list.
 *
 * The server asks over a stream that this side has opened, artifact by artifact, and ends it when it has all of them.
 */
export async function stageArtifacts({ endpoint, token }: StagingSession, signal: AbortSignal): Promise<void> {
  const client = makeClient(ArtifactStagingService, endpoint);
  try {
    const stream = client.reverseArtifactRetrievalService({ signal });
    stream.send({ stagingToken: token });
    for await (const { request } of stream) {
      for await (const { response, isLast } of answersTo(request)) {
        if (!stream.send({ stagingToken: token, response, isLast })) await stream.drained();
      }
    }
    stream.end();
  } finally {
    client.close();
  }
}

type Asked = ArtifactRequestWrapper["request"];
type Answer =
  | { case: "resolveArtifactResponse"; value: { replacements: ArtifactInformation[] } }
  | { case: "getArtifactResponse"; value: { data: Uint8Array } };

async function* answersTo(request: Asked): AsyncIterable<{ readonly response: Answer; readonly isLast: boolean }> {
  if (request.case === "resolveArtifact") {
    // All that are listed are files of this machine already, which stand for themselves.
    const replacements = request.value.artifacts;
    yield { response: { case: "resolveArtifactResponse", value: { replacements } }, isLast: true };
  } else if (request.case === "getArtifact") {
    for await (const chunk of createReadStream(pathOf(request.value.artifact), { highWaterMark: chunkBytes })) {
      // A file's stream without an encoding is one of buffers.
      yield { response: { case: "getArtifactResponse", value: { data: chunk as Buffer } }, isLast: false };
    }
    yield { response: { case: "getArtifactResponse", value: { data: new Uint8Array() } }, isLast: true };
  } else {
    throw new Error("The job server has asked for something that this version of Purlin doesn't know.");
  }
}

function pathOf(artifact: ArtifactInformation | undefined): string {
  if (artifact?.typeUrn !== urns.artifactTypes.file) {
    throw new Error(`The job server asks for an artifact that is no file: ${artifact?.typeUrn ?? "none"}.`);
  }
  return fromBinary(ArtifactFilePayloadSchema, artifact.typePayload).path;
}
