import { create, toBinary } from "@bufbuild/protobuf";
import {
  ExternalPayloadSchema,
  type Environment,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { OptionError } from "../../../sdk/options/option-error.ts";
import { defaultEnvironment } from "../../../sdk/translate/environment.ts";
import { stagedEnvironment } from "./staged.ts";
import type { EnvironmentRequest, StartedEnvironment } from "./environment.ts";

/** Returns the environment of workers that a pool at `address` starts. */
export function externalEnvironment(address: string): Environment {
  const environment = defaultEnvironment();
  environment.urn = urns.environments.external;
  environment.payload = toBinary(ExternalPayloadSchema, create(ExternalPayloadSchema, { endpoint: { url: address } }));
  return environment;
}

/** EXTERNAL: workers of a pool that runs already (`purlin worker-pool`), which start the staged program. */
export function startExternal(request: EnvironmentRequest): Promise<StartedEnvironment> {
  const { config } = request;
  if (!/^[^\s/]+:\d+$/.test(config)) {
    throw new OptionError({
      summary: `--environment=external needs the address of a pool of workers; got "${config}".`,
      remedies: ["write its host and port:  --environment=external:localhost:50000"],
    });
  }
  return stagedEnvironment(request, () => Promise.resolve(externalEnvironment(config)));
}
