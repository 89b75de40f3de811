// Evaluates the user's program in a thread, up to its pipeline: what comes after is not for threads.

import { pathToFileURL } from "node:url";
import { setReplay } from "../../../../sdk/options/replay.ts";
import { definitionBrand, type PipelineDefinition } from "../../../../sdk/pipeline/define-pipeline.ts";
import type { Pipeline } from "../../../../sdk/pipeline/pipeline.ts";
import { setRunHook } from "../../../../sdk/pipeline/run.ts";
import type { JobFacts } from "../../../../sdk/staging/job-file.ts";
import { threadsCantFind } from "../parallel-errors.ts";

/** What is evaluated, and who goes on with it. */
export interface Evaluation {
  readonly file: string;
  readonly isDefinition: boolean;
  readonly job: JobFacts;
  /** Is given the pipeline. */
  readonly found: (pipeline: Pipeline) => Promise<void>;
  /** Is told why there is none. */
  readonly failed: (error: unknown) => void;
}

/**
 * Makes this thread one that evaluates the program again. A definition's module is imported. A script is what the thread
 * runs next, as its main module; its call of `run()` never returns.
 */
export function evaluate({ file, isDefinition, job, found, failed }: Evaluation): void {
  const [node = process.execPath] = process.argv;
  process.argv = [node, file, ...job.args];
  const unmute = mute();
  let hasPipeline = false;
  const park = (pipeline: Pipeline): Promise<never> => {
    if (!hasPipeline) {
      hasPipeline = true;
      unmute();
      found(pipeline).catch(failed);
    }
    return new Promise(() => undefined);
  };
  setReplay(job);
  setRunHook(park);
  process.once("beforeExit", () => {
    if (!hasPipeline) failed(threadsCantFind(`"${file}" ended before it called run()`));
  });
  if (!isDefinition) return;
  const build = async (): Promise<void> => {
    const { default: definition } = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
    if (!isPipelineDefinition(definition)) {
      throw threadsCantFind(`the default export of "${file}" is not what definePipeline returned`);
    }
    void park(await definition.build(job.definitionOptions));
  };
  build().catch(failed);
}

function isPipelineDefinition(value: unknown): value is PipelineDefinition {
  return typeof value === "object" && value !== null && definitionBrand in value;
}

/** What a program prints while it is evaluated, it has printed when it was run first. */
function mute(): () => void {
  const unmute = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write.bind(stream);
    stream.write = () => true;
    return () => (stream.write = write);
  });
  return () => {
    for (const restore of unmute) restore();
  };
}
