import type { FunctionTable } from "../fn/function-table.ts";
import type { ProgramSource } from "../fn/program-source.ts";
import type { Pipeline as PipelineProto } from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { PipelineOptions } from "../options/pipeline-options.ts";
import type { CallSite } from "../values/call-site.ts";
import type { Job } from "./result.ts";

/** What a runner is given: the portable pipeline, and what it needs beside it to run it here. */
export interface RunRequest {
  readonly pipeline: PipelineProto;
  readonly options: PipelineOptions;
  /** The live functions that the pipeline refers to, for a runner in this process. */
  readonly functions: FunctionTable;
  /** Where the user's program made each step, by its full name: for messages. */
  readonly callSites: ReadonlyMap<string, CallSite>;
  /** How workers elsewhere find the functions again; left out, they run in this process alone. */
  readonly program?: ProgramSource;
}

/** Runs portable pipelines. */
export interface Runner {
  readonly name: string;
  /**
   * Of a runner that never runs functions in this process: returns the URL of a folder that its workers and this process
   * reach, without a slash at its end.
   *
   * @throws PurlinError when the options name none
   */
  readonly sharedFolder?: (options: PipelineOptions) => string;
  /** Starts a job. What is wrong with the request is thrown before anything runs. */
  start(request: RunRequest): Promise<Job>;
}
