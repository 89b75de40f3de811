import { create } from "@bufbuild/protobuf";
import {
  EnvironmentSchema,
  type Environment,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";
import { standardCoderUrns } from "./coders.ts";

const { progressReporting, workerStatus, controlRequestElementsEmbedding, stateCaching } = urns.capabilities;
const { dataSampling, sdkConsumingReceivedData } = urns.capabilities;

/**
 * What a Purlin worker (`sdk/harness`) can do beyond the least. `multi_core_bundle_processing` is not among it: a worker
 * runs user functions on one thread.
 */
const workerCapabilities: readonly string[] = Object.freeze([
  ...standardCoderUrns,
  progressReporting,
  workerStatus,
  controlRequestElementsEmbedding,
  stateCaching,
  dataSampling,
  sdkConsumingReceivedData,
]);

/**
 * Returns the environment of a program's functions before a runner says how their workers start: whatever the runner
 * has for this SDK.
 */
export function defaultEnvironment(): Environment {
  return create(EnvironmentSchema, { urn: urns.environments.default, capabilities: [...workerCapabilities] });
}
