export { attachToDataflowJob, type AttachToDataflowOptions } from "./attach.ts";
export { DataflowError } from "./dataflow-errors.ts";
export { DataflowJob } from "./following/dataflow-job.ts";
export { dataflowRunner } from "./runner.ts";
