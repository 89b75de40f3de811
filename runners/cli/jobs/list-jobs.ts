import { nameOfState } from "../../portable/job-states.ts";
import { printJson, printTable } from "../print.ts";
import { withJobServer } from "./job-access.ts";

/** Prints the jobs that a job server knows. */
export async function listJobs(jobEndpoint: string, isJson: boolean): Promise<void> {
  const jobs = await withJobServer(jobEndpoint, async ({ client }) => (await client.getJobs({})).jobInfo);
  const rows = jobs.map(({ jobId, jobName, state }) => ({ id: jobId, name: jobName, state: nameOfState(state) }));
  if (isJson) printJson(rows);
  else if (rows.length === 0) console.log(`The job server at ${jobEndpoint} knows no jobs.`);
  else {
    printTable(
      ["job", "name", "state"],
      rows.map(({ id, name, state }) => [id, name, state]),
    );
  }
}
