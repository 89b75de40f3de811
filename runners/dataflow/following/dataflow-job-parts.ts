import type { JobLog } from "../../portable/job-log.ts";
import type { DataflowClient, MinimumImportance } from "../client/dataflow-client.ts";
import type { JobBody } from "../plan.ts";
import type { DataflowJob } from "./dataflow-job.ts";
import type { WatchTimes } from "./job-watch.ts";

/** What a {@link DataflowJob} is made of. */
export interface DataflowJobParts {
  /** As the service has answered. */
  readonly job: JobBody;
  readonly client: DataflowClient;
  readonly log: JobLog;
  /** From which importance on the service's messages are read. */
  readonly minimumImportance: MinimumImportance;
  /** Returns what gives the full name of the step of a transform. */
  readonly stepNames: () => Promise<(transformId: string) => string>;
  /** The job whose place it is to take. */
  readonly replaces?: string | undefined;
  readonly times?: Partial<WatchTimes>;
  /** Called once, when the job has ended or is not followed any more. */
  readonly onEnd?: (job: DataflowJob) => Promise<void>;
}
