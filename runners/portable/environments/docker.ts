import { create, toBinary } from "@bufbuild/protobuf";
import { DockerPayloadSchema } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { OptionError } from "../../../sdk/options/option-error.ts";
import { defaultEnvironment } from "../../../sdk/translate/environment.ts";
import type { EnvironmentRequest, StartedEnvironment } from "./environment.ts";
import { stagedEnvironment } from "./staged.ts";

/** DOCKER: the engine starts containers of an image whose entry point is Purlin's boot program. */
export function startDocker(request: EnvironmentRequest): Promise<StartedEnvironment> {
  const { config: containerImage } = request;
  if (containerImage === "") {
    throw new OptionError({
      summary: "--environment=docker needs the image that containers are made from.",
      remedies: [
        "build one and name it:  docker build -t IMAGE node_modules/purlin/container  and then  --environment=docker:IMAGE",
      ],
    });
  }
  return stagedEnvironment(request, () => {
    const environment = defaultEnvironment();
    environment.urn = urns.environments.docker;
    environment.payload = toBinary(DockerPayloadSchema, create(DockerPayloadSchema, { containerImage }));
    return Promise.resolve(environment);
  });
}
