import { create, toBinary } from "@bufbuild/protobuf";
import { ProcessPayloadSchema } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { OptionError } from "../../../sdk/options/option-error.ts";
import { bundleBoot } from "../../../sdk/staging/bundle-boot.ts";
import { defaultEnvironment } from "../../../sdk/translate/environment.ts";
import type { EnvironmentRequest, StartedEnvironment } from "./environment.ts";
import { stagedEnvironment } from "./staged.ts";

/**
 * PROCESS: the engine starts Purlin's boot program on its own machine, by a command there; without one in the option it
 * is this machine, and the boot program of this very package.
 */
export function startProcess(request: EnvironmentRequest): Promise<StartedEnvironment> {
  const { config, isOnThisHost } = request;
  if (config === "" && !isOnThisHost) {
    throw new OptionError({
      summary: "An engine on another host can't start the boot program of this one.",
      remedies: ["name the command of Purlin's boot program there:  --environment=process:/opt/purlin/boot"],
    });
  }
  return stagedEnvironment(request, async () => {
    const command = config === "" ? (await bundleBoot()).launcher : config;
    const environment = defaultEnvironment();
    environment.urn = urns.environments.process;
    environment.payload = toBinary(ProcessPayloadSchema, create(ProcessPayloadSchema, { command }));
    return environment;
  });
}
