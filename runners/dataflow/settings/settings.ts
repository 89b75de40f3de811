import type { DataflowOptions } from "../../../sdk/options/dataflow-options.ts";

/** The options that concern Dataflow, complete and checked: see {@link DataflowOptions} for what each means. */
export interface DataflowSettings extends Omit<DataflowOptions, "update"> {
  readonly project: string;
  readonly region: string;
  /** The job's name, as the service takes it. */
  readonly jobName: string;
  /** `gs://bucket/folder`, without a slash at its end. */
  readonly tempLocation: string;
  /** `gs://bucket/folder`, without a slash at its end. */
  readonly stagingLocation: string;
  readonly sdkContainerImage: string;
  /** Whether a running job of the same name is replaced by this one. */
  readonly update: boolean;
}
