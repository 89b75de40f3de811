import { fetchProvision } from "../harness/provision.ts";
import { create } from "@bufbuild/protobuf";
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
  readonly statusEndpoint: string | undefined;
  readonly dependencies: readonly ArtifactInformation[];
}

/**
 * Asks the runner what the worker needs. Addresses of the command line go before those of the answer.
 *
 * @throws RpcError when the runner can't be reached
 * @throws BootError when it says too little
 */
export async function askProvision(boot: BootArguments): Promise<Provision> {
  const { info = create(ProvisionInfoSchema) } = await fetchProvision(boot.provisionEndpoint, boot.id);
  const controlEndpoint = boot.controlEndpoint ?? given(info.controlEndpoint);
  if (controlEndpoint === undefined) {
    throw new BootError("The runner has told the worker no address to take its work from.", {
      "provisioning at": boot.provisionEndpoint,
    });
  }
  return {
    workerIds: [...new Set([boot.id, ...info.siblingWorkerIds])],
    controlEndpoint,
    artifactEndpoint: boot.artifactEndpoint ?? given(info.artifactEndpoint),
    loggingEndpoint: boot.loggingEndpoint ?? given(info.loggingEndpoint),
    statusEndpoint: given(info.statusEndpoint),
    dependencies: info.dependencies,
  };
}

/** In a proto, no address is an empty text. */
function given(descriptor: ApiServiceDescriptor | undefined): string | undefined {
  return descriptor === undefined || descriptor.url === "" ? undefined : descriptor.url;
}
