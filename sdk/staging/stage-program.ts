import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ProgramSource } from "../fn/program-source.ts";
import type {
  ArtifactInformation,
  Pipeline,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { recordedOptions } from "../options/replay.ts";
import { bundleProgram } from "./bundle-program.ts";
import { checkBundle } from "./check-bundle.ts";
import { findableFile } from "./findable-file.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { jobFileName, writeJobFacts } from "./job-file.ts";
import { keepFiles } from "./keep-files.ts";
import { programName } from "./program-name.ts";
import { artifactsOf, stagedFile, type StagedFile } from "./staged-file.ts";

/** A pipeline whose functions are to run in workers elsewhere. */
export interface StageRequest {
  /** As the program has built it, before a runner changes it. */
  readonly pipeline: Pipeline;
  readonly program: ProgramSource;
  /** Where the program made each step, by the step's full name. */
  readonly callSites: ReadonlyMap<string, { toString(): string }>;
  /** Is told how far it is. */
  readonly tell?: (text: string) => void;
}

/** A program that is ready to travel. */
export interface StagedProgram {
  /** Identifies the program: of its bundle. */
  readonly sha256: string;
  readonly files: readonly StagedFile[];
  /** The files as an environment's dependencies. */
  readonly artifacts: readonly ArtifactInformation[];
  /** Of all files together. */
  readonly sizeBytes: number;
  /** Removes what belongs to this job alone. */
  remove(): Promise<void>;
}

/**
 * Makes a program ready to be evaluated again by workers elsewhere: bundles it, writes down what it was told, and proves
 * in another process that it builds the same pipeline once more.
 *
 * @throws PipelineNotFoundError when it doesn't build it there
 * @throws GraphMismatchError when it builds another one
 * @throws PurlinError when it can't be bundled
 */
export async function stageProgram(request: StageRequest): Promise<StagedProgram> {
  const { pipeline, program, callSites, tell = () => undefined } = request;
  const file = findableFile(program);
  const submitted = fingerprintOf(pipeline);
  const bundle = await bundleProgram({ file, isDefinition: program.isDefinition, external: program.external });
  const kept = await keepFiles(path.join("programs", bundle.sha256), bundle.files);
  const programFiles = await Promise.all([...bundle.files.keys()].map((name) => stagedFile(path.join(kept, name))));
  const folder = await mkdtemp(path.join(tmpdir(), "purlin-job-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const job = path.join(folder, jobFileName);
    const facts = {
      args: program.args,
      definitionOptions: program.isDefinition ? program.options : undefined,
      parsedOptions: recordedOptions(),
      values: program.values,
      fingerprint: submitted,
      callSites: new Map([...callSites].map(([step, site]) => [step, site.toString()])),
    };
    await writeFile(job, writeJobFacts(facts));
    const files = [...programFiles, await stagedFile(job)];
    const sizeBytes = files.reduce((sum, { sizeBytes: size }) => sum + size, 0);
    tell(`staging ${path.basename(file)}: ${(sizeBytes / 1e6).toFixed(1)} MB, bundle ${bundle.sha256.slice(0, 12)}`);
    const bundled = programFiles.find(({ name }) => name === programName);
    if (bundled === undefined) throw new Error("A bundle holds its program.");
    await checkBundle({ program: bundled.path, job, submitted, source: file });
    return { sha256: bundle.sha256, files, artifacts: artifactsOf(files), sizeBytes, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
