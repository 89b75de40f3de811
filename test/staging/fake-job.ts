import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { readFile } from "node:fs/promises";
import { addService, makeServer, type RpcServer } from "../../sdk/harness/rpc/server.ts";
import { BeamFnControl } from "../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import {
  ProvisionService,
  type ProvisionInfo,
  type ProvisionInfoSchema,
} from "../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_provision_api_pb.ts";
import { ArtifactRetrievalService } from "../../sdk/model/gen/org/apache/beam/model/job_management/v1/beam_artifact_api_pb.ts";
import {
  ArtifactFilePayloadSchema,
  ArtifactInformationSchema,
  ArtifactUrlPayloadSchema,
  type ArtifactInformation,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../sdk/model/urns.ts";
import type { StagedProgram } from "../../sdk/staging/stage-program.ts";

/** The services that start the workers of a job, over real gRPC, for tests. */
export class FakeJob {
  address = "";
  /** Further workers that the same boot program is to start. */
  siblings: string[] = [];
  /** Where the workers get their work; here, where none is given. */
  controlEndpoint: string | undefined;
  dependencies: ArtifactInformation[] = [];
  /** What provisioning says instead of, or besides, what this runner says by itself. */
  info: Exclude<MessageInitShape<typeof ProvisionInfoSchema>, ProvisionInfo> = {};
  /** The artifacts that were asked for. */
  readonly asked: ArtifactInformation[] = [];
  /** Makes what is given for a file another thing than what was staged. */
  tamper: (contents: Uint8Array, path: string) => Uint8Array = (contents) => contents;
  /** What workers have answered to the one instruction that each gets. */
  readonly answers = new Map<string, string>();
  readonly #server: RpcServer = makeServer();
  readonly #waiting = new Set<() => void>();

  static async start(program: Pick<StagedProgram, "artifacts">): Promise<FakeJob> {
    const job = new FakeJob();
    job.dependencies = [...program.artifacts];
    job.#addServices();
    job.address = await job.#server.listen();
    return job;
  }

  close(): void {
    this.#server.close();
  }

  /** Waits until that many workers have answered. */
  async untilAnswered(count: number): Promise<void> {
    while (this.answers.size < count) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      this.#waiting.add(() => resolve(undefined));
      await promise;
    }
  }

  #addServices(): void {
    addService(this.#server, ProvisionService, {
      getProvisionInfo: () => ({
        info: {
          controlEndpoint: { url: this.controlEndpoint ?? this.address },
          artifactEndpoint: { url: this.address },
          dependencies: this.dependencies,
          siblingWorkerIds: this.siblings,
          ...this.info,
        },
      }),
    });
    addService(this.#server, ArtifactRetrievalService, {
      resolveArtifacts: ({ artifacts }) => ({ replacements: artifacts }),
      getArtifact: (request) => this.#chunksOf(request.artifact),
    });
    addService(this.#server, BeamFnControl, {
      control: async (stream, { metadata }) => {
        const workerId = metadata.get("worker_id") ?? "";
        // What every worker can answer, and one that can't begin answers by its error.
        stream.send({
          instructionId: "1",
          request: { case: "processBundle", value: { processBundleDescriptorId: "none" } },
        });
        for await (const { error } of stream) {
          this.answers.set(workerId, error);
          for (const tell of this.#waiting) tell();
          this.#waiting.clear();
        }
      },
      getProcessBundleDescriptor: () => Promise.reject(new Error("there are no bundles here")),
    });
  }

  async *#chunksOf(artifact: ArtifactInformation | undefined): AsyncIterable<{ data: Uint8Array }> {
    if (artifact !== undefined) this.asked.push(artifact);
    const path = pathOf(artifact);
    const contents = this.tamper(await readFile(path), path);
    for (let at = 0; at < contents.length; at += 100_000) yield { data: contents.subarray(at, at + 100_000) };
  }
}

/** Where the runner of a job finds a file that it serves. */
function pathOf(artifact: ArtifactInformation | undefined): string {
  const { typeUrn = "", typePayload = new Uint8Array() } = artifact ?? {};
  if (typeUrn === urns.artifactTypes.file) return fromBinary(ArtifactFilePayloadSchema, typePayload).path;
  return fromBinary(ArtifactUrlPayloadSchema, typePayload).url.replace(bucket, "");
}

/** Where the files of a job on Dataflow lie; in these tests its runner has them on this machine. */
const bucket = "gs://bucket/staging";

/**
 * Returns artifacts as the Dataflow runner rewrites them: by URL, and with their sha256.
 *
 * @param announce - returns the sha256 that the runner says a file has
 */
export function urlArtifacts(
  artifacts: readonly ArtifactInformation[],
  announce = (sha256: string): string => sha256,
): ArtifactInformation[] {
  return artifacts.map(({ typePayload, roleUrn, rolePayload }) => {
    const { path, sha256 } = fromBinary(ArtifactFilePayloadSchema, typePayload);
    const payload = create(ArtifactUrlPayloadSchema, { url: bucket + path, sha256: announce(sha256) });
    return create(ArtifactInformationSchema, {
      typeUrn: urns.artifactTypes.url,
      typePayload: toBinary(ArtifactUrlPayloadSchema, payload),
      roleUrn,
      rolePayload,
    });
  });
}
