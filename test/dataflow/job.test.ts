import { describe, expect, it, vi } from "vitest";
import { UserFunctionError } from "../../sdk/exec/user-function-error.ts";
import { errorText } from "../../sdk/harness/control/error-text.ts";
import { CallSite } from "../../sdk/values/call-site.ts";
import { millis } from "../../sdk/values/duration.ts";
import { runsForever, scriptedExecutor, succeeds, type Script } from "../services/dataflow/scripted-executor.ts";
import { doubleAndClient, follow, followed, shortTimes } from "./jobs-of-double.ts";

const link = /https:\/\/console\.cloud\.google\.com\/dataflow\/jobs\/europe-west1\/\S+\?project=my-project/;

describe("a job on Dataflow", () => {
  it("is followed to its end, although it is not found at first, and has no state then", async () => {
    const { job, said } = await followed(succeeds);
    expect(await job.waitUntilFinish()).toMatchObject({ state: "done" });
    expect([job.state, job.consoleUrl]).toEqual(["done", expect.stringMatching(link)]);
    expect(said()).toBe("dataflow: done\n");
  });

  it("has its messages shown once each, in their order, although they come in pages and again", async () => {
    const messages = Array.from({ length: 11 }, (_, i) => ({ message: `message ${String(i)}` }));
    const script: Script = [
      { state: "JOB_STATE_RUNNING" },
      ...messages.slice(0, 4),
      { waitMillis: 100 },
      ...messages.slice(4),
      { waitMillis: 100 },
      { state: "JOB_STATE_DONE" },
    ];
    const { job, said, double } = await followed(script);
    await job.waitUntilFinish();
    const shown = said()
      .split("\n")
      .filter((line) => line.includes("message"));
    expect(shown).toEqual(messages.map(({ message }) => `dataflow: ${message}`));
    expect(double.requests.some(({ query }) => query.has("pageToken"))).toBe(true);
    expect(double.requests.some(({ query }) => query.has("startTime"))).toBe(true);
  });

  const levels: Script = (["DEBUG", "DETAILED", "BASIC", "WARNING", "ERROR"] as const).map((level) => ({
    message: `a ${level}`,
    importance: `JOB_MESSAGE_${level}` as const,
  }));
  it.each([
    { options: {}, shown: ["a BASIC", "warning: a WARNING", "error: a ERROR", "done"] },
    { options: { quiet: true }, shown: ["warning: a WARNING", "error: a ERROR"] },
    {
      options: { verbose: true },
      shown: ["debug: a DEBUG", "detail: a DETAILED", "info: a BASIC", "warning: a WARNING", "error: a ERROR", "done"],
    },
  ])("shows of its messages what is asked for: $options", async ({ options, shown }) => {
    const { job, said } = await followed([...levels, { state: "JOB_STATE_DONE" }], options);
    await job.waitUntilFinish();
    expect(said()).toBe(shown.map((line) => `dataflow: ${line}\n`).join(""));
  });

  it("has the metrics of its steps, by their names, attempted and committed", async () => {
    const of = (name: string, more: object, tentative = false) => ({
      name: { origin: "user", name, context: { step: "s1", namespace: "n", ...(tentative && { tentative: "true" }) } },
      ...more,
    });
    const script: Script = [
      {
        metrics: [
          of("words", { scalar: 7 }, true),
          of("words", { scalar: 5 }),
          of("sizes", { distribution: { count: 2, sum: 9, min: 4, max: 5 } }),
          of("sizes_MAX", { scalar: 5 }),
          of("sizes_COUNT", { scalar: 2 }),
          of("own_MAX", { scalar: 3 }),
          of("hosts", { set: ["b", "a"] }),
          { name: { origin: "dataflow/v1b3", name: "ElementCount", context: { step: "s1" } }, scalar: 1 },
        ],
      },
      ...succeeds,
    ];
    const { job } = await followed(script);
    const { metrics } = await job.waitUntilFinish();
    const step = "Step of s1";
    expect(metrics.counters()).toEqual([
      { step, name: "words", value: 5, attempted: 7, committed: 5 },
      { step, name: "own_MAX", value: 3, attempted: undefined, committed: 3 },
    ]);
    expect(metrics.distributions()).toMatchObject([
      { step, name: "sizes", value: { count: 2, sum: 9, min: 4, max: 5 } },
    ]);
    expect(metrics.stringSets()).toMatchObject([{ step, name: "hosts", value: new Set(["a", "b"]) }]);
  });

  it("is told as running when it hasn't ended within the limit, and goes on", async () => {
    const { job, double } = await followed(runsForever);
    expect(await job.waitUntilFinish(millis(60))).toMatchObject({ state: "running" });
    expect([job.state, double.jobs[0]?.isActive]).toEqual(["running", true]);
    job.detach();
  });

  it("runs on when nobody follows it any more", async () => {
    const { job, double } = await followed(runsForever);
    const end = job.waitUntilFinish();
    job.detach();
    expect(await end).toMatchObject({ state: "running" });
    expect(double.jobs[0]?.isActive).toBe(true);
  });

  it("is cancelled, once it is asked for", async () => {
    const { job, double } = await followed(runsForever);
    const end = job.waitUntilFinish();
    end.catch(() => undefined);
    await job.cancel();
    await job.cancel();
    await expect(end).rejects.toThrow("The job was cancelled (by the program).");
    expect([job.state, double.jobs[0]?.state]).toEqual(["cancelled", "JOB_STATE_CANCELLED"]);
    expect(double.requests.filter(({ method }) => method === "update")).toHaveLength(1);
  });

  it("is done when it has ended before it could be cancelled", async () => {
    const { job, double } = await followed(succeeds);
    await double.jobs[0]?.ended;
    await job.cancel();
    expect(await job.waitUntilFinish()).toMatchObject({ state: "done" });
  });

  it("is drained when its input has no end, and is done then", async () => {
    const { job, double } = await followed(runsForever, { type: "JOB_TYPE_STREAMING" });
    await job.drain();
    expect(await job.waitUntilFinish()).toMatchObject({ state: "done" });
    expect(double.jobs[0]?.state).toBe("JOB_STATE_DRAINED");
  });

  it("refuses to be drained when it is a batch job, and runs on", async () => {
    const { job, double } = await followed(runsForever);
    await expect(job.drain()).rejects.toThrow(/The job "count-words" can't be drained: it is a batch job/);
    expect(double.requests.some(({ method }) => method === "update")).toBe(false);
    job.detach();
  });

  it("is followed as the job that has taken its place", async () => {
    const { job, client, double, said } = await followed(runsForever);
    await vi.waitFor(() => expect(said()).toContain("running"));
    const heir = await client.create({ name: "count-words", replaceJobId: job.id, clientRequestId: "2" });
    await vi.waitFor(() => expect(job.id).toBe(heir.id));
    expect(said()).toContain(`replaced by the job ${heir.id ?? ""}, which is followed from here on`);
    await job.cancel();
    expect(double.jobs.map(({ state }) => state)).toEqual(["JOB_STATE_UPDATED", "JOB_STATE_CANCELLED"]);
  });
});

describe("a job that fails on Dataflow", () => {
  const ownError = errorText(
    new UserFunctionError({
      step: "Words/Parse",
      callSite: CallSite.at("examples/words.ts:12:3"),
      cause: new RangeError("no number"),
      element: "x",
    }),
  );
  const verdict =
    "Workflow failed. Causes: S01:Create+Words/Parse failed., The job failed because a work item has failed 4 times.";
  const error = (message: string) => ({ message, importance: "JOB_MESSAGE_ERROR" as const });
  const failed = { state: "JOB_STATE_FAILED" };

  it("names the step, its place in the program and what was thrown, by the worker's own error", async () => {
    const wrapped = `Error message from worker: generic::unknown: ${ownError}\n\npassed through:\n==>\n    some_file.cc:631`;
    const { job, said } = await followed([error(wrapped), error(verdict), failed]);
    const thrown: unknown = await job.waitUntilFinish().catch((cause: unknown) => cause);
    expect(thrown).toMatchObject({
      code: "PURLIN_DATAFLOW",
      summary: expect.stringMatching(/^The job "count-words" failed on Dataflow: .*"Words\/Parse" failed/) as unknown,
      facts: {
        "step made at": "examples/words.ts:12:3",
        job: job.id,
        console: expect.stringMatching(link) as unknown,
        "said by Dataflow": verdict,
      },
      cause: { code: "PURLIN_USER_FUNCTION", step: "Words/Parse", cause: { name: "RangeError", message: "no number" } },
    });
    expect(job.state).toBe("failed");
    expect(said()).toContain('dataflow: error: The function of step "Words/Parse" failed: RangeError: no number\n');
  });

  it.each([
    {
      name: "an image that can't be started",
      script: [
        error(
          'Error syncing pod: failed to "StartContainer": ImagePullBackOff: Back-off pulling image "gcr.io/p/nope"',
        ),
        error("Workflow failed. Causes: The job failed because workers could not be started."),
        failed,
      ],
      says: 'failed on Dataflow: Error syncing pod: failed to "StartContainer": ImagePullBackOff',
    },
    {
      name: "only a verdict",
      script: [error("Workflow failed. Causes: Quota CPUS exceeded."), failed],
      says: "failed on Dataflow: Workflow failed. Causes: Quota CPUS exceeded.",
    },
    { name: "a reason that comes late", script: [failed, { waitMillis: 50 }, error("late words")], says: "late words" },
    { name: "nothing", script: [failed], says: "failed on Dataflow: the service gives no reason." },
  ])("tells $name, and how to see more", async ({ script, says }) => {
    const { job } = await followed(script);
    const thrown = (await job.waitUntilFinish().catch((cause: unknown) => cause)) as Error;
    expect(thrown.message).toContain(says);
    expect(thrown.message).toMatch(/purlin logs --project=my-project --region=europe-west1 .*\S+/);
  });
});

describe("a job whose service is out of reach", () => {
  it("is followed on when it answers again, and says so once", async () => {
    const { job, said, double } = await followed(
      [{ state: "JOB_STATE_RUNNING" }, { waitMillis: 300 }, { state: "JOB_STATE_DONE" }],
      {
        isShaky: false,
        prepare: ({ failNext }) => {
          failNext({ method: "get", cut: "before", times: 5 });
          failNext({ method: "messages", status: 503, times: 5 });
        },
      },
    );
    expect(await job.waitUntilFinish()).toMatchObject({ state: "done" });
    expect(said().match(/Dataflow doesn't answer/g)).toHaveLength(1);
    expect(said().match(/Dataflow answers again/g)).toHaveLength(1);
    expect(double.jobs[0]?.state).toBe("JOB_STATE_DONE");
  });

  it("is given up after a while, as one that may well be running, with the way back to it", async () => {
    const { job, double } = await followed(runsForever, {
      isShaky: false,
      prepare: ({ failNext }) => failNext({ method: "get", cut: "before", times: 1_000 }),
    });
    const begin = performance.now();
    const thrown = (await job.waitUntilFinish().catch((cause: unknown) => cause)) as Error;
    expect(performance.now() - begin).toBeGreaterThan(shortTimes.patienceMillis);
    expect(thrown.message).toContain('to watch the job "count-words", which may well be running');
    expect(thrown.message).toContain(`watch it again:  purlin logs --project=my-project --region=europe-west1`);
    expect([job.state, double.jobs[0]?.isActive]).toEqual(["running", true]);
  });

  it.each([
    { status: 403, says: "Whoever asks may not watch the job" },
    { status: 401, says: "Dataflow doesn't know who asks" },
  ])("is given up at once where it won't be told of any more: $status", async ({ status, says }) => {
    const { job } = await followed(runsForever, {
      isShaky: false,
      prepare: ({ failNext }) => failNext({ method: "get", status, times: 1_000 }),
    });
    await expect(job.waitUntilFinish()).rejects.toThrow(says);
  });

  it("has no metrics at its end where they can't be read, and is done all the same", async () => {
    const { job, said } = await followed(succeeds, {
      prepare: ({ failNext }) => failNext({ method: "metrics", status: 403, times: 10 }),
    });
    const { state, metrics } = await job.waitUntilFinish();
    expect([state, metrics.counters()]).toEqual(["done", []]);
    expect(said()).toContain("warning: the job's metrics can't be read: Whoever asks may not read the metrics");
  });
});

describe("an update that is refused", () => {
  it("fails as the new job, and says that the old one runs on", async () => {
    const reason = "The Coder or type for step Words has changed.";
    const executor = scriptedExecutor({ script: () => runsForever, incompatibility: () => reason });
    const { client } = await doubleAndClient({ executor, isShaky: false });
    const old = await client.create({ name: "count-words", clientRequestId: "1" });
    const update = { name: "count-words", replaceJobId: old.id ?? null, clientRequestId: "2" };
    const job = follow(client, await client.create(update), { replaces: old.id ?? "" });
    const thrown = (await job.waitUntilFinish().catch((cause: unknown) => cause)) as Error;
    expect(thrown.message).toContain(`not compatible with ${old.id ?? ""}`);
    expect(thrown).toMatchObject({ facts: { "the job to be replaced": `${old.id ?? ""}: running` } });
    expect(thrown.message).toContain(reason);
  });
});
