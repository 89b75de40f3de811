import { ApiError } from "./client/api-error.ts";
import type { DataflowClient } from "./client/dataflow-client.ts";
import { explainApiError } from "./client/explain-api-error.ts";
import { DataflowError } from "./dataflow-errors.ts";
import { consoleLink, jobArguments } from "./following/console-link.ts";
import { nameOfState } from "./following/job-states.ts";
import type { JobBody } from "./plan.ts";

/** Which job is to be submitted. */
export interface Submission {
  readonly jobName: string;
  /** Whether it takes the place of the running job of its name. */
  readonly update: boolean;
}

/**
 * Returns the id of the running job that is to be replaced, where one is: asked before anything is uploaded, since the
 * rest of a submission would be for nothing.
 *
 * @throws DataflowError when a job of that name runs, and is not to be replaced; or none runs that could be
 */
export async function jobToReplace(
  client: DataflowClient,
  { jobName, update }: Submission,
): Promise<string | undefined> {
  const running = await runningJob(client, jobName);
  if (update && running === undefined) throw nothingToReplace(client, jobName);
  if (!update && running !== undefined) throw alreadyRunning(client, running);
  return running?.id ?? undefined;
}

/**
 * Submits a job, once, however often it must be asked for.
 *
 * @throws DataflowError when it is refused, or another job of its name is running
 */
export async function createJob(client: DataflowClient, job: JobBody): Promise<JobBody> {
  const created = await client.create(job).catch(async (error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    // Of a request whose answer was lost, the repetition may be told that there is such a job: it may be this very one.
    const namesake = error.status === 409 ? await wholeNamesake(client, job.name ?? "") : undefined;
    if (namesake === undefined) {
      throw explainApiError(error, {
        doing: `submit the job "${job.name ?? ""}"`,
        where: client.where,
        permission: "dataflow.jobs.create",
      });
    }
    if (namesake.clientRequestId === job.clientRequestId) return namesake;
    throw alreadyRunning(client, namesake);
  });
  // The service answers with the job that runs, rather than with an error, where there is one of that name.
  const { clientRequestId } = created;
  if (typeof clientRequestId === "string" && clientRequestId !== "" && clientRequestId !== job.clientRequestId) {
    throw alreadyRunning(client, created);
  }
  if (typeof created.id === "string" && created.id !== "") return created;
  throw new DataflowError({
    summary: `Dataflow has taken the job "${job.name ?? ""}", but doesn't tell its id.`,
    remedies: [`look for it:  purlin jobs ${jobArguments(client.where)}`],
  });
}

/** Lists tell less of jobs than they know. */
async function wholeNamesake(client: DataflowClient, name: string): Promise<JobBody | undefined> {
  try {
    const found = await runningJob(client, name);
    return found === undefined ? undefined : await client.get(found.id ?? "", { isWhole: true, isNew: true });
  } catch {
    // What is known already is what is told.
    return undefined;
  }
}

async function runningJob(client: DataflowClient, name: string): Promise<JobBody | undefined> {
  const jobs = await client.list({ isActive: true, name }).catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    throw explainApiError(error, {
      doing: `look for a running job "${name}"`,
      where: client.where,
      permission: "dataflow.jobs.list",
    });
  });
  return jobs[0];
}

function alreadyRunning(client: DataflowClient, { id, name, currentState, createTime }: JobBody): DataflowError {
  const jobId = id ?? "";
  return new DataflowError({
    summary: `A job "${name ?? ""}" is running on Dataflow already, and names are unique among running jobs.`,
    facts: {
      job: jobId,
      state: nameOfState(currentState),
      ...(typeof createTime === "string" ? { "running since": createTime } : {}),
      console: consoleLink(client.where, jobId),
    },
    remedies: [
      "give this one another name:  --jobName=NAME",
      `cancel that one:  purlin cancel ${jobArguments(client.where, jobId)}`,
      "take its place, with its state, where it is a streaming job:  --update",
    ],
  });
}

function nothingToReplace(client: DataflowClient, name: string): DataflowError {
  return new DataflowError({
    summary: `No job "${name}" runs on Dataflow that this one could take the place of.`,
    facts: { project: client.where.project, region: client.where.region },
    remedies: [
      "leave --update out, to start a new job",
      `name one that runs:  --jobName=NAME; they are listed by  purlin jobs ${jobArguments(client.where)}`,
    ],
  });
}
