import type { JobRegion } from "../../../dataflow/client/job-region.ts";
import { nameOfState } from "../../../dataflow/following/job-states.ts";
import { printJson, printTable } from "../../print.ts";
import { withDataflow } from "./dataflow-access.ts";

/** How many jobs are listed: a region may have had thousands. */
const mostJobs = 50;

/** Prints the latest jobs of a region. */
export async function listDataflowJobs(where: JobRegion, isJson: boolean): Promise<void> {
  const errand = { doing: "list the jobs", permission: "dataflow.jobs.list" };
  const jobs = await withDataflow(where, errand, (client) => client.list({ most: mostJobs }));
  const rows = jobs.map(({ id, name, currentState, type, createTime }) => ({
    id: id ?? "",
    name: name ?? "",
    state: nameOfState(currentState),
    type: (type ?? "").replace("JOB_TYPE_", "").toLowerCase(),
    created: createTime ?? "",
  }));
  if (isJson) printJson(rows);
  else if (rows.length === 0) console.log(`The region ${where.region} of the project "${where.project}" has no jobs.`);
  else {
    printTable(
      ["job", "name", "state", "type", "created"],
      rows.map(({ id, name, state, type, created }) => [id, name, state, type, created]),
    );
    if (rows.length === mostJobs) console.log(`\nThese are the latest ${String(mostJobs)}.`);
  }
}
