/** The options of every pipeline: what a runner looks at, whatever the program. */
export interface PipelineOptions {
  /** The name of the runner that runs the pipeline: `"direct"` runs it in this process. */
  readonly runner: string;
  /** Whether to show neither progress nor a summary. */
  readonly quiet: boolean;
  /** Whether to show more than progress: the runner's own log, and errors with their stack. */
  readonly verbose: boolean;
  /** The job's name where jobs are listed; derived from the program's when left out. */
  readonly jobName?: string;
}

/** The values of the options of every pipeline that are used where nothing else is said. */
export const standardDefaults: PipelineOptions = Object.freeze({ runner: "direct", quiet: false, verbose: false });
