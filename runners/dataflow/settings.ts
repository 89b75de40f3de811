/** The options that concern Dataflow, complete and checked. */
export interface DataflowSettings {
  readonly project: string;
  readonly region: string;
  /** The job's name, as the service takes it. */
  readonly jobName: string;
  /** `gs://bucket/folder` for what the job leaves behind while it runs. */
  readonly tempLocation: string;
  /** `gs://bucket/folder` for what workers get. */
  readonly stagingLocation: string;
  /** The image whose entry point is Purlin's boot program. */
  readonly sdkContainerImage: string;
  /** Where the API is, when not at Google's own address: `"http://127.0.0.1:8081"`. */
  readonly dataflowEndpoint?: string;
  /** Whether a running job of the same name is replaced by this one. */
  readonly update: boolean;
  /** Names of steps in the job that is replaced, and the names of the same steps here. */
  readonly transformNameMapping?: Readonly<Record<string, string>>;
  /** A `gs://` URL or a local path that the job is written to, instead of submitting it. */
  readonly templateLocation?: string;
  /** A folder that the plan is written to, instead of doing anything. */
  readonly dryRun?: string;
}
