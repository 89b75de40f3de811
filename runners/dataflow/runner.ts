import type { Job } from "../../sdk/pipeline/result.ts";
import type { Runner, RunRequest } from "../../sdk/pipeline/runner.ts";
import { DataflowError } from "./dataflow-errors.ts";

/** Runs pipelines on Google Cloud Dataflow. */
export const dataflowRunner: Runner = {
  name: "dataflow",
  start({ options }: RunRequest): Promise<Job> {
    const job = options.jobName === undefined ? "a job" : `job "${options.jobName}"`;
    return Promise.reject(new DataflowError({ summary: `The dataflow runner can't submit ${job} yet.` }));
  },
};
