import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import {
  ProcessPayloadSchema,
  type Environment,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { OptionError } from "../../../sdk/options/option-error.ts";
import { bundleBoot } from "../../../sdk/staging/bundle-boot.ts";
import { lastWordsVariable, readLastWords } from "../../../sdk/staging/last-words.ts";
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
  return config === "" ? startHere(request) : stagedEnvironment(request, () => Promise.resolve(processOf(config, {})));
}

/** The workers' processes can tell this one why they end: by a folder that both see. */
async function startHere(request: EnvironmentRequest): Promise<StartedEnvironment> {
  const folder = await mkdtemp(path.join(tmpdir(), "purlin-last-words-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const { launcher } = await bundleBoot();
    const started = await stagedEnvironment(request, () =>
      Promise.resolve(processOf(launcher, { [lastWordsVariable]: folder })),
    );
    const stop = async (): Promise<void> => {
      await started.stop();
      await remove();
    };
    return { ...started, lastWords: () => readLastWords(folder), stop };
  } catch (error) {
    await remove();
    throw error;
  }
}

function processOf(command: string, env: Record<string, string>): Environment {
  const environment = defaultEnvironment();
  environment.urn = urns.environments.process;
  environment.payload = toBinary(ProcessPayloadSchema, create(ProcessPayloadSchema, { command, env }));
  return environment;
}
