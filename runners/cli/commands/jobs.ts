import type { Command } from "commander";
import type { JobRegion } from "../../dataflow/client/job-region.ts";
import { UsageError } from "../cli-errors.ts";

interface PlaceFlags {
  readonly jobEndpoint?: string;
  readonly project?: string;
  readonly region?: string;
  readonly dataflowEndpoint?: string;
  readonly json?: boolean;
}

type OnServer = (address: { readonly jobEndpoint: string; readonly jobId: string }, isJson: boolean) => Promise<void>;
type OnDataflow = (address: { readonly where: JobRegion; readonly jobId: string }, isJson: boolean) => Promise<void>;

/** A command for one job. */
interface JobCommand {
  readonly name: string;
  readonly description: string;
  /** Does it to a job of a job server, where that can be done. */
  readonly onServer?: () => Promise<OnServer>;
  readonly onDataflow: () => Promise<OnDataflow>;
}

const jobCommands: readonly JobCommand[] = [
  {
    name: "logs",
    description: "Print what a job's engine says, until the job ends; with --json, an object a line.",
    onServer: async () => (await import("../jobs/show-logs.ts")).showLogs,
    onDataflow: async () => (await import("../jobs/dataflow/show-logs.ts")).showDataflowLogs,
  },
  {
    name: "metrics",
    description: "Print the metrics of a job's functions.",
    onServer: async () => (await import("../jobs/show-metrics.ts")).showMetrics,
    onDataflow: async () => (await import("../jobs/dataflow/show-metrics.ts")).showDataflowMetrics,
  },
  {
    name: "cancel",
    description: "Cancel a job, and wait for its end.",
    onServer: async () => (await import("../jobs/cancel-job.ts")).cancelJob,
    onDataflow: async () => (await import("../jobs/dataflow/end-job.ts")).cancelDataflowJob,
  },
  {
    name: "drain",
    description: "End the input of a streaming job of Dataflow, and wait until it has worked up what it has read.",
    onDataflow: async () => (await import("../jobs/dataflow/end-job.ts")).drainDataflowJob,
  },
];

/** Adds `purlin jobs`, and the commands for one job: `logs`, `metrics`, `cancel` and `drain`. */
export function addJobs(program: Command): void {
  withPlace(
    program.command("jobs").description("List the jobs of a job server, or the latest ones of Dataflow."),
  ).action(async (flags: PlaceFlags) => {
    const { json = false } = flags;
    const place = await placeOf(flags);
    if (typeof place === "string") await (await import("../jobs/list-jobs.ts")).listJobs(place, json);
    else await (await import("../jobs/dataflow/list-jobs.ts")).listDataflowJobs(place, json);
  });
  for (const { name, description, onServer, onDataflow } of jobCommands) {
    withPlace(program.command(name).description(description))
      .argument("<job>", "the job's id: see  purlin jobs")
      .addHelpText("after", `\nExample:\n  ${exampleOf(name, onServer !== undefined)}`)
      .action(async (jobId: string, flags: PlaceFlags) => {
        const { json = false } = flags;
        const place = await placeOf(flags);
        if (typeof place !== "string") await (await onDataflow())({ where: place, jobId }, json);
        else if (onServer !== undefined) await (await onServer())({ jobEndpoint: place, jobId }, json);
        else throw onlyOnDataflow(name);
      });
  }
}

function withPlace(command: Command): Command {
  return command
    .option("--jobEndpoint <host:port>", "where the job server listens; or, for jobs of Dataflow:")
    .option("--project <id>", "the project of the jobs; gcloud's when left out")
    .option("--region <name>", "the region of the jobs; gcloud's when left out")
    .option("--dataflowEndpoint <url>", "the address of the Dataflow API, when not Google's own")
    .option("--json", "print data for other programs");
}

function exampleOf(name: string, isForServers: boolean): string {
  return isForServers
    ? `purlin ${name} --jobEndpoint=localhost:8099 job-001`
    : `purlin ${name} --project=my-project --region=europe-west1 JOB`;
}

/**
 * Returns the address of a job server, or the region of a project.
 *
 * @throws UsageError when neither is said, or both are
 */
async function placeOf(flags: PlaceFlags): Promise<string | JobRegion> {
  const { jobEndpoint, dataflowEndpoint } = flags;
  const isDataflow = [flags.project, flags.region, dataflowEndpoint].some((flag) => flag !== undefined);
  if (jobEndpoint !== undefined) {
    if (!isDataflow) return jobEndpoint;
    throw new UsageError(
      "Jobs are those of a job server, or those of Dataflow.",
      "leave out --jobEndpoint, or the others",
    );
  }
  if (!isDataflow) {
    throw new UsageError(
      "Nothing says where the jobs are.",
      "name a job server:  --jobEndpoint=HOST:PORT; or a place of Dataflow:  --project=ID --region=NAME",
    );
  }
  const { machineDefaults, thisMachine } = await import("../../dataflow/settings/machine.ts");
  const known = machineDefaults(thisMachine);
  const project = flags.project ?? known.project;
  const region = flags.region ?? known.region;
  if (project === undefined) throw missing("project", "ID");
  if (region === undefined) throw missing("region", "NAME");
  return { project, region, dataflowEndpoint };
}

function missing(name: string, value: string): UsageError {
  return new UsageError(`Nothing says in which ${name} the jobs are.`, `name it:  --${name}=${value}`);
}

function onlyOnDataflow(name: string): UsageError {
  return new UsageError(
    `Job servers can't ${name} jobs: only Dataflow can.`,
    "cancel it:  purlin cancel --jobEndpoint=HOST:PORT JOB",
  );
}
