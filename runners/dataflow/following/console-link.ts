import type { JobRegion } from "../client/job-region.ts";

/** Returns the URL of a job's page in Google Cloud's console. */
export function consoleLink({ project, region }: JobRegion, jobId: string): string {
  return `https://console.cloud.google.com/dataflow/jobs/${region}/${jobId}?project=${encodeURIComponent(project)}`;
}

/** Returns the options by which the commands find a job, or those of its region: `"--project=p --region=r ID"`. */
export function jobArguments({ project, region, dataflowEndpoint }: JobRegion, jobId?: string): string {
  const endpoint = dataflowEndpoint === undefined ? [] : [`--dataflowEndpoint=${dataflowEndpoint}`];
  const id = jobId === undefined ? [] : [jobId];
  return [`--project=${project}`, `--region=${region}`, ...endpoint, ...id].join(" ");
}
