import { MetricResults } from "../../sdk/metrics/metric-results.ts";
import { writeMetricsFile } from "../../sdk/pipeline/metrics-file.ts";
import type { Job } from "../../sdk/pipeline/result.ts";
import type { Runner, RunRequest } from "../../sdk/pipeline/runner.ts";
import { JobLog } from "../portable/job-log.ts";
import { stepNames } from "../portable/step-names.ts";
import type { DataflowClient } from "./client/dataflow-client.ts";
import { connectTo } from "./connect.ts";
import { writeDryRun } from "./dry-run/write-dry-run.ts";
import { DataflowJob } from "./following/dataflow-job.ts";
import { leaveWithProcess } from "./following/leave-process.ts";
import { minimumImportance } from "./following/minimum-importance.ts";
import { wayBack } from "./following/way-back.ts";
import type { DataflowPlan, JobBody } from "./plan.ts";
import { prepareJob } from "./prepare-job.ts";
import { readSettings } from "./settings/read-settings.ts";
import { stageUploads, withLeftBehind } from "./staging/stage-uploads.ts";
import { createJob, jobToReplace } from "./submit-job.ts";
import { writeTemplate } from "./write-template.ts";

/** Runs pipelines on Google Cloud Dataflow. */
export const dataflowRunner: Runner = {
  name: "dataflow",
  sharedFolder: (options) => readSettings(options).tempLocation,
  async start(request: RunRequest): Promise<Job> {
    const log = new JobLog({ name: "dataflow", ...request.options, isForPeople: true });
    const prepared = await prepareJob(request, log.tell);
    const { plan } = prepared;
    try {
      const { dryRun, templateLocation } = plan.settings;
      if (dryRun !== undefined) return await rehearse(plan, dryRun, log);
      if (templateLocation !== undefined) return await makeTemplate(plan, templateLocation, log);
      return await submit(plan, request, log);
    } finally {
      await prepared.remove();
    }
  },
};

async function rehearse(plan: DataflowPlan, folder: string, log: JobLog): Promise<Job> {
  const files = await writeDryRun(plan, folder);
  log.tell(`dry run: wrote ${files.join(", ")}`);
  return nothingToRun;
}

async function makeTemplate(plan: DataflowPlan, location: string, log: JobLog): Promise<Job> {
  await stageUploads({ ...plan, ...plan.settings, tell: log.tell });
  await writeTemplate(location, plan.job);
  log.tell(`wrote the template ${location}`);
  return nothingToRun;
}

/** The job of a run that was to submit none. */
const nothingToRun: Job = {
  state: "done",
  waitUntilFinish: () => Promise.resolve({ state: "done", metrics: new MetricResults(new Map()) }),
  metrics: () => Promise.resolve(new MetricResults(new Map())),
  cancel: () => Promise.resolve(),
};

async function submit(plan: DataflowPlan, request: RunRequest, log: JobLog): Promise<Job> {
  const { settings } = plan;
  const client = await connectTo(settings, `submit the job "${settings.jobName}"`);
  const replaces = await jobToReplace(client, settings);
  const { uploaded } = await stageUploads({ ...plan, ...settings, tell: log.tell });
  const body = replaces === undefined ? plan.job : { ...plan.job, replaceJobId: replaces };
  const created = await createJob(client, body).catch((error: unknown) => {
    throw withLeftBehind(error, uploaded);
  });
  return follow({ client, created, replaces, log, request, isDetached: settings.detach === true });
}

interface Followed {
  readonly client: DataflowClient;
  readonly created: JobBody;
  readonly replaces: string | undefined;
  readonly log: JobLog;
  readonly request: RunRequest;
  readonly isDetached: boolean;
}

function follow({ client, created, replaces, log, request, isDetached }: Followed): DataflowJob {
  const { options, pipeline } = request;
  const leaving = { stop: (): Promise<void> => Promise.resolve() };
  const job = new DataflowJob({
    job: created,
    client,
    log,
    minimumImportance: minimumImportance(options),
    stepNames: () => Promise.resolve(stepNames(pipeline)),
    replaces,
    onEnd: async (ended) => {
      try {
        if (ended.state !== "running") await writeMetricsFile(ended, options);
      } finally {
        await leaving.stop();
      }
    },
  });
  log.tell(`submitted job ${job.id}${replaces === undefined ? "" : `, in the place of ${replaces}`}`);
  if (isDetached) {
    for (const line of wayBack(job, client.where)) log.tell(line);
    job.detach();
  } else {
    log.tell(job.consoleUrl);
    leaving.stop = leaveWithProcess(job, client.where);
  }
  return job;
}
