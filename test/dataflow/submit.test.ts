import { describe, expect, it } from "vitest";
import { createJob, jobToReplace } from "../../runners/dataflow/submit-job.ts";
import { runsForever, scriptedExecutor } from "../services/dataflow/scripted-executor.ts";
import { doubleAndClient } from "./jobs-of-double.ts";

const executor = scriptedExecutor({ script: () => runsForever });
const jobName = "count-words";
const job = { name: jobName, type: "JOB_TYPE_BATCH", clientRequestId: "1" };

describe("submitting a job", () => {
  it("makes it, where none of its name runs", async () => {
    const { double, client } = await doubleAndClient({ executor });
    expect(await jobToReplace(client, { jobName, update: false })).toBeUndefined();
    const { id } = await createJob(client, job);
    expect(double.jobs[0]?.job.id).toBe(id);
  });

  it("is refused where one of its name runs, with that one's id and page", async () => {
    const { double, client } = await doubleAndClient({ executor });
    const { id = "" } = await createJob(client, job);
    const asked = jobToReplace(client, { jobName, update: false });
    await expect(asked).rejects.toThrow(/A job "count-words" is running on Dataflow already/);
    await expect(asked).rejects.toThrow(`dataflow/jobs/europe-west1/${id ?? ""}?project=my-project`);
    await expect(asked).rejects.toThrow(`purlin cancel --project=my-project --region=europe-west1`);
    expect(double.requests.map(({ method }) => method)).toEqual(["create", "list"]);
  });

  it("is refused where one of its name was made in the meantime", async () => {
    const { double, client } = await doubleAndClient({ executor });
    const { id = "" } = await createJob(client, job);
    const other = createJob(client, { ...job, clientRequestId: "2" });
    await expect(other).rejects.toThrow(/is running on Dataflow already/);
    await expect(other).rejects.toMatchObject({ facts: { job: id } });
    expect(double.jobs).toHaveLength(1);
  });

  it("knows its own job again when the answer was lost, and its repetition is told that there is such a job", async () => {
    const { double, client } = await doubleAndClient({ executor });
    double.failNext({ method: "create", cut: "after" });
    double.failNext({ method: "create", status: 409 });
    const { id } = await createJob(client, job);
    expect(double.jobs.map((record) => record.job.id)).toEqual([id]);
  });

  it("is refused by a conflict with another's job, with that one's id", async () => {
    const { double, client } = await doubleAndClient({ executor, isShaky: false });
    const { id = "" } = await createJob(client, job);
    double.failNext({ method: "create", status: 409 });
    const other = createJob(client, { ...job, clientRequestId: "2" });
    await expect(other).rejects.toMatchObject({ facts: { job: id } });
  });

  it("is refused by a conflict with nothing that runs", async () => {
    const { double, client } = await doubleAndClient({ executor });
    double.failNext({ method: "create", status: 409 });
    await expect(createJob(client, job)).rejects.toThrow("because of what is there already");
  });
});

describe("submitting an update", () => {
  it("finds the job that it replaces by its name", async () => {
    const { client } = await doubleAndClient({ executor });
    const { id } = await createJob(client, job);
    expect(await jobToReplace(client, { jobName, update: true })).toBe(id);
  });

  it("is refused where nothing of its name runs", async () => {
    const { client } = await doubleAndClient({ executor });
    await expect(jobToReplace(client, { jobName, update: true })).rejects.toThrow(
      /No job "count-words" runs on Dataflow that this one could take the place of/,
    );
  });
});
