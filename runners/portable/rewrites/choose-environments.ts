import { fromBinary } from "@bufbuild/protobuf";
import {
  AnyOfEnvironmentPayloadSchema,
  type Environment,
  type Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";

/**
 * Chooses one environment where another SDK's expansion service offers several: most engines take no choice.
 *
 *     before:  any of [docker: image, external: address]          after:  external: address
 *
 * A service offers workers that run already only where whoever has started it asked for them (Java's
 * `--alsoStartLoopbackWorker`, Python's `--serve_loopback_worker`). They are on its host, so they are taken where the
 * engine runs on this one; else what the service names first.
 *
 * @param pipeline - is changed
 * @param isOnThisHost - whether the engine runs on this host
 */
export function chooseEnvironments(pipeline: Pipeline, isOnThisHost: boolean): void {
  const environments = pipeline.components?.environments ?? {};
  for (const [id, environment] of Object.entries(environments)) {
    environments[id] = chosen(environment, isOnThisHost);
  }
}

function chosen(environment: Environment, isOnThisHost: boolean): Environment {
  if (environment.urn !== urns.environments.anyof) return environment;
  const offered = fromBinary(AnyOfEnvironmentPayloadSchema, environment.payload).environments.map((one) =>
    chosen(one, isOnThisHost),
  );
  const running = offered.find(({ urn }) => urn === urns.environments.external);
  return (isOnThisHost ? running : undefined) ?? offered[0] ?? environment;
}
