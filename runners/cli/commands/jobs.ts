import type { Command } from "commander";

interface JobFlags {
  readonly jobEndpoint: string;
  readonly json?: boolean;
}

type OnJob = (address: { readonly jobEndpoint: string; readonly jobId: string }, isJson: boolean) => Promise<void>;

/** A command for one job. */
interface JobCommand {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<OnJob>;
}

const jobCommands: readonly JobCommand[] = [
  {
    name: "logs",
    description: "Print what a job's engine says, until the job ends; with --json, an object a line.",
    load: async () => (await import("../jobs/show-logs.ts")).showLogs,
  },
  {
    name: "metrics",
    description: "Print the metrics of a job's functions.",
    load: async () => (await import("../jobs/show-metrics.ts")).showMetrics,
  },
  {
    name: "cancel",
    description: "Cancel a job, and wait for its end.",
    load: async () => (await import("../jobs/cancel-job.ts")).cancelJob,
  },
];

/** Adds `purlin jobs`, and the commands for one job: `logs`, `metrics` and `cancel`. */
export function addJobs(program: Command): void {
  withJobServer(program.command("jobs").description("List the jobs that a job server knows.")).action(
    async ({ jobEndpoint, json = false }: JobFlags) => {
      const { listJobs } = await import("../jobs/list-jobs.ts");
      await listJobs(jobEndpoint, json);
    },
  );
  for (const { name, description, load } of jobCommands) {
    withJobServer(program.command(name).description(description))
      .argument("<job>", "the job's id: see  purlin jobs")
      .addHelpText("after", `\nExample:\n  purlin ${name} --jobEndpoint=localhost:8099 job-001`)
      .action(async (jobId: string, { jobEndpoint, json = false }: JobFlags) => {
        const run = await load();
        await run({ jobEndpoint, jobId }, json);
      });
  }
}

function withJobServer(command: Command): Command {
  return command
    .requiredOption("--jobEndpoint <host:port>", "where the job server listens")
    .option("--json", "print data for other programs");
}
