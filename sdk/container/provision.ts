import { create } from "@bufbuild/protobuf";
import { fetchProvision } from "../harness/provision.ts";
import { ProvisionInfoSchema } from "../model/gen/org/apache/beam/model/fn_execution/v1/beam_provision_api_pb.ts";
import type { ApiServiceDescriptor } from "../model/gen/org/apache/beam/model/pipeline/v1/endpoints_pb.ts";
import type { ArtifactInformation } from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { BootArguments } from "./boot-arguments.ts";
import { BootError } from "./boot-errors.ts";

/** What a runner says of the workers that it wants. */
export interface Provision {
  /** All workers that this program is to start. */
  readonly workerIds: readonly string[];
  readonly controlEndpoint: string;
  readonly artifactEndpoint: string | undefined;
  readonly loggingEndpoint: string | undefined;
  /** Where the runner asks how workers are: it does where their environment says that they can answer. */
  readonly statusEndpoint: string | undefined;
  /** What the runner can do, as URNs. */
  readonly runnerCapabilities: readonly string[];
  readonly dependencies: readonly ArtifactInformation[];
  /** Whether it has files for the worker that go by Beam's older protocol, which asks for them by a token. */
  readonly hasRetrievalToken: boolean;
}

/** What a runner gives in the place of a token when there are no files. */
const noFilesToken = "__no_artifacts_staged__";

/**
 * Asks the runner what the worker needs. As in the boot programs of Beam's own SDKs, what it answers goes before the
 * command line, which is all that a runner may know before it has a worker.
 *
 * @throws RpcError when the runner can't be reached
 * @throws BootError when it says too little
 */
export async function askProvision(boot: BootArguments): Promise<Provision> {
  const { info = create(ProvisionInfoSchema) } = await fetchProvision(boot.provisionEndpoint, boot.id);
  const controlEndpoint = given(info.controlEndpoint) ?? boot.controlEndpoint;
  if (controlEndpoint === undefined) {
    throw new BootError("The runner has told the worker no address to take its work from.", {
      "provisioning at": boot.provisionEndpoint,
    });
  }
  return {
    workerIds: [...new Set([boot.id, ...info.siblingWorkerIds])],
    controlEndpoint,
    artifactEndpoint: given(info.artifactEndpoint) ?? boot.artifactEndpoint,
    loggingEndpoint: given(info.loggingEndpoint) ?? boot.loggingEndpoint,
    statusEndpoint: given(info.statusEndpoint),
    runnerCapabilities: info.runnerCapabilities,
    dependencies: info.dependencies,
    hasRetrievalToken: info.retrievalToken !== "" && info.retrievalToken !== noFilesToken,
  };
}

/** In a proto, no address is an empty text. */
function given(descriptor: ApiServiceDescriptor | undefined): string | undefined {
  return descriptor === undefined || descriptor.url === "" ? undefined : descriptor.url;
}
