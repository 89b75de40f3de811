import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  AnyOfEnvironmentPayloadSchema,
  DockerPayloadSchema,
  type ArtifactInformation,
  type Environment,
  type Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { defaultEnvironment } from "../../../sdk/translate/environment.ts";
import { isOwnEnvironment, PURLIN_ENVIRONMENT_ID } from "../../../sdk/translate/purlin-urns.ts";
import { DataflowError } from "../dataflow-errors.ts";

/** The container of the program's own functions. */
export interface OwnContainer {
  readonly image: string;
  /** The files that it gets. */
  readonly artifacts: readonly ArtifactInformation[];
}

/** Says by which image a worker was made: the service knows that of the official ones. */
const baseImage = "beam:version:sdk_base:";

/**
 * Makes every environment one of docker's, all that Dataflow runs. Those of other SDKs keep their images; of several that
 * an expansion service offers, the container is chosen.
 *
 * @param pipeline - is changed
 * @throws DataflowError when an environment is no container
 */
export function setContainers({ components }: Pipeline, own: OwnContainer): void {
  if (components === undefined) return;
  const { environments, transforms } = components;
  // All steps may be on machines with hints, and the composites that they are in belong to none of those.
  environments[PURLIN_ENVIRONMENT_ID] ??= defaultEnvironment();
  for (const [id, environment] of Object.entries(environments)) {
    if (isOwnEnvironment(id)) {
      environments[id] = ownEnvironment(environment, own);
      continue;
    }
    const container = containerOf(environment);
    if (container !== undefined) environments[id] = container;
    else {
      const step = Object.values(transforms).find(({ environmentId }) => environmentId === id);
      throw notAContainer(step?.uniqueName ?? id, environment);
    }
  }
}

function ownEnvironment(environment: Environment, { image, artifacts }: OwnContainer): Environment {
  return {
    ...environment,
    urn: urns.environments.docker,
    payload: toBinary(DockerPayloadSchema, create(DockerPayloadSchema, { containerImage: image })),
    // The boot program starts as many workers as it is told ids.
    capabilities: [...environment.capabilities, urns.capabilities.siblingWorkers, baseImage + image],
    dependencies: artifacts.map((artifact) => ({ ...artifact })),
  };
}

/** Returns the container that an environment is or offers. */
function containerOf(environment: Environment): Environment | undefined {
  if (environment.urn === urns.environments.docker) {
    return imageOf(environment) === "" ? undefined : environment;
  }
  if (environment.urn !== urns.environments.anyof) return undefined;
  const offered = fromBinary(AnyOfEnvironmentPayloadSchema, environment.payload).environments;
  return offered.map(containerOf).find((container) => container !== undefined);
}

/** Returns the image of an environment of docker's. */
export function imageOf({ payload }: Environment): string {
  return fromBinary(DockerPayloadSchema, payload).containerImage;
}

function notAContainer(step: string, { urn }: Environment): DataflowError {
  return new DataflowError({
    summary: `Dataflow runs steps in containers alone, and step "${step}" of another SDK is in none.`,
    facts: { environment: urn },
    remedies: [
      "start the expansion service so that it names an image for its workers: it was asked for workers that run already",
    ],
  });
}
