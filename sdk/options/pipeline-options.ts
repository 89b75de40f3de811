import type { DataflowOptions } from "./dataflow-options.ts";

/** An engine's own options by their names: `{ parallelism: 4 }`. */
export type EngineOptions = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** How the DirectRunner cuts what waits for a stage into bundles: see {@link PipelineOptions.bundling}. */
export type Bundling = "all" | "one-element" | "one-key" | "greedy";

/** All ways to cut bundles; the first is the one where nothing is said. */
export const bundlings: readonly Bundling[] = ["all", "one-element", "one-key", "greedy"];

/** The options of every pipeline: what a runner looks at, whatever the program. */
export interface PipelineOptions {
  /** The name of the runner that runs the pipeline: `"direct"` runs it in this process. */
  readonly runner: string;
  /** Whether to show neither progress nor a summary. */
  readonly quiet: boolean;
  /** Whether to show more than progress: the runner's own log, and errors with their stack. */
  readonly verbose: boolean;
  /**
   * Whether the DirectRunner looks for what goes well in one process alone: it encodes and decodes each element between
   * steps, and refuses steps that change what they were given or have emitted, coders that lose something, and keys whose
   * encodings differ. It takes several times as long, and is meant for tests.
   */
  readonly strict?: boolean;
  /**
   * How the DirectRunner cuts what waits for a stage into bundles, which no result may depend on: `"all"` of it, the
   * default; `"one-element"`, or one group, each; `"one-key"`, all that has the same key; `"greedy"`, runs of random
   * lengths, the same ones in every run.
   */
  readonly bundling?: Bundling;
  /** The file that the job's metrics are written to as JSON when it ends, well or not; none when left out. */
  readonly metricsOut?: string;
  /** The job's name where jobs are listed; derived from the program's when left out. */
  readonly jobName?: string;
  /** The `host:port` of a job server that runs already; one is started for the job when left out. */
  readonly jobEndpoint?: string;
  /**
   * Where the program's functions run: `"loopback"`, in this process; `"process"`, in processes that the engine starts;
   * `"docker:image"`, in containers; `"external:host:port"`, in a pool of workers. The first one when left out, where the
   * engine is on this host.
   */
  readonly environment?: string;
  /** How many processes run the program's functions on each machine of an engine; the engine's choice when left out. */
  readonly workers?: number;
  /**
   * On how many threads of this process the DirectRunner runs the program's functions; 1, its own, when left out. More
   * evaluate the program again, as workers elsewhere do.
   */
  readonly parallelism?: number;
  /** The Flink that jobs run on: `"embedded"` in the job server, or the `host:port` of a cluster. */
  readonly flinkMaster?: string;
  /** The Spark that jobs run on: `"embedded"` in the job server, or the URL of a master. */
  readonly sparkMaster?: string;
  /** The engines' own options, by the name of the runner: `{ flink: { parallelism: 4 } }`, or `--flink.parallelism=4`. */
  readonly engineOptions?: Readonly<Record<string, EngineOptions>>;
  /** What jobs on Google Cloud Dataflow need to know: `{ project: "my-project", region: "europe-west1" }`. */
  readonly dataflow?: DataflowOptions;
}

/** The options that have a name of their own on the command line. */
export type NamedPipelineOptions = Omit<PipelineOptions, "engineOptions" | "dataflow">;

/** The values of the options of every pipeline that are used where nothing else is said. */
export const standardDefaults: PipelineOptions = Object.freeze({ runner: "direct", quiet: false, verbose: false });
