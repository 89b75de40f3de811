import { afterEach, expect, it } from "vitest";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { startPrism } from "../../runners/prism/job-server.ts";
import { gcsTools, useGcs } from "../services/gcs.ts";
import { startDataflowDouble, type DataflowDouble } from "../services/dataflow/dataflow-double.ts";
import { engineExecutor, type EngineOptions } from "../services/dataflow/engine-executor.ts";
import type { JobResource } from "../services/dataflow/executor.ts";
import { handMadeJob, putObject } from "../services/dataflow/hand-made-job.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { programFile } from "../staging/evaluate.ts";
import check from "../staging/programs/check.ts";

const builder = process.env.PURLIN_PRISM === undefined ? [tools.go] : [];

describeWithTools("the double of Dataflow, on Prism", [...builder, ...gcsTools], () => {
  const storageEndpoint = useGcs("staging");
  const jobEndpoint = useJobServer(() => startPrism(tellOf("prism")));
  let double: DataflowDouble | undefined;
  afterEach(() => double?.close());

  const start = async (options: Partial<EngineOptions> = {}): Promise<void> => {
    const executor = engineExecutor({ engine: "prism", jobEndpoint, storageEndpoint, ...options });
    double = await startDataflowDouble({ executor, isShaky: false });
  };
  const newJob = (): Promise<JobResource> =>
    handMadeJob({
      definition: check,
      file: programFile("check"),
      storageEndpoint: storageEndpoint(),
      bucket: "staging",
    });
  const create = async (job: JobResource): Promise<unknown> => {
    const url = `${double?.endpoint ?? ""}/v1b3/projects/p/locations/r/jobs`;
    return (await fetch(url, { method: "POST", body: JSON.stringify(job) })).json();
  };
  const toldErrors = (): string[] =>
    (double?.jobs[0]?.messages ?? [])
      .filter(({ messageImportance }) => messageImportance === "JOB_MESSAGE_ERROR")
      .map(({ messageText }) => messageText ?? "");

  it("runs what lies in Cloud Storage, by the boot program of the image", async () => {
    await start();
    await create(await newJob());
    expect([await double?.jobs[0]?.ended, toldErrors()]).toEqual(["JOB_STATE_DONE", []]);
  });

  it("refuses a pipeline that is not the one that the job names", async () => {
    await start();
    const job = await newJob();
    const { options } = job.environment?.sdkPipelineOptions as { options: { pipelineProtoHash: string } };
    options.pipelineProtoHash = "0".repeat(64);
    expect(await create(job)).toMatchObject({
      error: { code: 400, message: expect.stringContaining("pipelineProtoHash") as unknown },
    });
  });

  const spoil = async (job: JobResource): Promise<void> => {
    const [{ location } = {}] = job.environment?.workerPools?.[0]?.packages ?? [];
    const [, bucket = "", name = ""] = /^gs:\/\/(\w+)\/(.*)$/.exec(location ?? "") ?? [];
    await putObject(storageEndpoint(), { bucket, name, bytes: new TextEncoder().encode("console.log('spoiled')") });
  };

  it("refuses a job whose artifacts are not what was staged", async () => {
    await start();
    const job = await newJob();
    await spoil(job);
    expect(await create(job)).toMatchObject({
      error: { code: 400, message: expect.stringMatching(/gs:\S+ has the sha256 \w{64} instead of/) as unknown },
    });
  });

  it("fails a job by the boot program whose artifacts are changed before workers get them", async () => {
    await start({ beforeRun: spoil });
    await create(await newJob());
    expect(await double?.jobs[0]?.ended).toBe("JOB_STATE_FAILED");
    expect(toldErrors()[0]).toMatch(/^Error message from worker: .*WrongArtifactError/s);
  });
});
