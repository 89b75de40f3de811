export { attachToJob, type AttachOptions } from "./attach.ts";
export { anyPortableRunner as portableRunner } from "./any-runner.ts";
export { features, runnerNames, type Feature, type RunnerName, type Support } from "./features.ts";
export { JobEndpointError, RemoteJobError, UnsupportedFeatureError } from "./job-errors.ts";
export { JobServerError } from "./job-server/job-server-error.ts";
export { PortableJob } from "./portable-job.ts";
export { WorkerError } from "./worker-error.ts";
