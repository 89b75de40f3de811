import type { Pipeline } from "../../../sdk/index.ts";
import { FakeRunner } from "../../harness/fake-runner.ts";
import { encodeElements, inGlobalWindow, remoteStage } from "../../harness/remote-stage.ts";

/** A runner over real gRPC that has nothing but bundles of one stage, and its own cost kept low. */
export interface StageRunner {
  readonly runner: FakeRunner;
  /** Has a bundle processed, of these elements. */
  readonly run: (bundleId: string) => Promise<void>;
}

/** Starts a runner for the stage of the step of that name; each bundle has the same elements. */
export async function startStageRunner(
  pipeline: Pipeline,
  step: string,
  elements: readonly unknown[],
): Promise<StageRunner> {
  const runner = await FakeRunner.start();
  const { descriptor, sources, coder } = await remoteStage(pipeline, step, runner.address);
  runner.descriptors.set(descriptor.id, descriptor);
  const [source = ""] = sources;
  const bytes = encodeElements(coder(source), elements.map(inGlobalWindow));
  return {
    runner,
    async run(bundleId) {
      const answering = runner.process(descriptor.id, bundleId);
      await runner.send(bundleId, source, bytes, true);
      const { error } = await answering;
      if (error !== "") throw new Error(error);
    },
  };
}
