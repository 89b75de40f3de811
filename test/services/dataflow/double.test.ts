import { afterEach, describe, expect, it } from "vitest";
import { startDataflowDouble, type DataflowDouble, type DoubleOptions } from "./dataflow-double.ts";
import type { JobMessage, JobResource } from "./executor.ts";
import { runsForever, scriptedExecutor, succeeds } from "./scripted-executor.ts";

let double: DataflowDouble | undefined;
afterEach(async () => {
  await double?.close();
  double = undefined;
});

interface Answer {
  readonly status: number;
  readonly body: JobResource & {
    readonly error?: { readonly code: number; readonly status: string; readonly message: string };
    readonly jobs?: readonly JobResource[];
    readonly jobMessages?: readonly JobMessage[];
    readonly nextPageToken?: string;
    readonly metrics?: readonly unknown[];
  };
}

async function started(options: DoubleOptions = {}): Promise<DataflowDouble> {
  double = await startDataflowDouble({ isShaky: false, ...options });
  return double;
}

async function call(httpMethod: string, path: string, body?: JobResource): Promise<Answer> {
  const url = `${double?.endpoint ?? ""}/v1b3/projects/p/locations/r/jobs${path}`;
  const response = await fetch(url, { method: httpMethod, ...(body && { body: JSON.stringify(body) }) });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

const create = (job: JobResource): Promise<Answer> => call("POST", "", { type: "JOB_TYPE_BATCH", ...job });
const forever = scriptedExecutor({ script: () => runsForever });

describe("the double of Dataflow", () => {
  it("tells a new job's state only when it was asked for it some times", async () => {
    await started({ isShaky: true, executor: forever });
    const { body } = await create({ name: "a" });
    const asked = [];
    for (let i = 0; i < 4; i++) asked.push(await call("GET", `/${body.id ?? ""}`));
    expect(asked.map(({ status, body: { currentState } }) => [status, currentState])).toEqual([
      [404, undefined],
      [503, undefined],
      [200, undefined],
      [200, "JOB_STATE_RUNNING"],
    ]);
  });

  it("makes one job of a request that comes twice, and gives a running one for another of its name", async () => {
    const { jobs } = await started({ executor: forever });
    const first = await create({ name: "a", clientRequestId: "1" });
    const again = await create({ name: "a", clientRequestId: "1" });
    const other = await create({ name: "a", clientRequestId: "2" });
    expect([again.body.id, other.body.id, other.body.clientRequestId]).toEqual([first.body.id, first.body.id, "1"]);
    expect(jobs).toHaveLength(1);
  });

  it("ends a job that is cancelled, once", async () => {
    await started({ executor: forever });
    const { body } = await create({ name: "a" });
    const cancel = (): Promise<Answer> => call("PUT", `/${body.id ?? ""}`, { requestedState: "JOB_STATE_CANCELLED" });
    expect((await cancel()).body.currentState).toBe("JOB_STATE_CANCELLED");
    expect((await cancel()).body.error).toMatchObject({ code: 400, status: "FAILED_PRECONDITION" });
  });

  it.each([
    { type: "JOB_TYPE_STREAMING", status: 200, state: "JOB_STATE_DRAINED" },
    { type: "JOB_TYPE_BATCH", status: 400, state: "JOB_STATE_RUNNING" },
  ])("drains streaming jobs alone: $type", async ({ type, status, state }) => {
    const { jobs } = await started({ executor: forever });
    const { body } = await create({ name: "a", type });
    await call("GET", `/${body.id ?? ""}`);
    expect((await call("PUT", `/${body.id ?? ""}`, { requestedState: "JOB_STATE_DRAINED" })).status).toBe(status);
    expect(jobs.map((job) => job.state)).toEqual([state]);
  });

  it("lets a job take the place of another one of its name", async () => {
    const { jobs } = await started({ executor: forever });
    const old = await create({ name: "a", clientRequestId: "1" });
    const { body } = await create({ name: "a", clientRequestId: "2", replaceJobId: old.body.id ?? null });
    const { body: replaced } = await call("GET", `/${old.body.id ?? ""}`);
    expect(replaced).toMatchObject({ currentState: "JOB_STATE_UPDATED", replacedByJobId: body.id });
    expect(jobs.map(({ isActive }) => isActive)).toEqual([false, true]);
  });

  it("fails a job that can't take the place of another one, which goes on", async () => {
    const executor = scriptedExecutor({ script: () => runsForever, incompatibility: () => "A step has gone." });
    const { jobs } = await started({ executor });
    const old = await create({ name: "a", clientRequestId: "1" });
    const { body } = await create({ name: "a", clientRequestId: "2", replaceJobId: old.body.id ?? null });
    expect(body.currentState).toBe("JOB_STATE_FAILED");
    const { body: told } = await call("GET", `/${body.id ?? ""}/messages`);
    expect(told.jobMessages?.[0]?.messageText).toMatch(/not compatible with .* A step has gone\.$/);
    expect(jobs.map(({ isActive }) => isActive)).toEqual([true, false]);
  });

  it.each([
    { name: "unknown", body: { name: "a", replaceJobId: "none" }, status: 404 },
    { name: "of another name", body: { name: "b" }, status: 400 },
  ])("refuses to replace a job that is $name", async ({ body, status }) => {
    await started({ executor: forever });
    const { body: old } = await create({ name: "a" });
    expect((await create({ replaceJobId: old.id ?? null, ...body })).status).toBe(status);
  });

  it("lists jobs by name and state, the newest first, page by page", async () => {
    await started({ executor: forever });
    for (const name of ["a", "b", "c"]) await create({ name });
    const first = await call("GET", "?filter=ACTIVE");
    const second = await call("GET", `?filter=ACTIVE&pageToken=${first.body.nextPageToken ?? ""}`);
    const names = [first, second].map(({ body }) => body.jobs?.map(({ name }) => name));
    expect(names).toEqual([["c", "b"], ["a"]]);
    expect((await call("GET", "?filter=ACTIVE&name=b")).body.jobs).toHaveLength(1);
    expect((await call("GET", "?filter=TERMINATED")).body).toEqual({});
  });

  it("gives messages of an importance and from a time on, page by page", async () => {
    const script = [
      { message: "low", importance: "JOB_MESSAGE_DEBUG" },
      { message: "one", importance: "JOB_MESSAGE_WARNING" },
      { message: "two", importance: "JOB_MESSAGE_ERROR" },
      { message: "three", importance: "JOB_MESSAGE_ERROR" },
      ...succeeds,
    ] as const;
    const { jobs } = await started({ executor: scriptedExecutor({ script: () => script }) });
    const { body } = await create({ name: "a" });
    await jobs[0]?.ended;
    const texts = async (query: string): Promise<unknown> => {
      const answer = await call("GET", `/${body.id ?? ""}/messages?${query}`);
      return [answer.body.jobMessages?.map(({ messageText }) => messageText), answer.body.nextPageToken];
    };
    expect(await texts("minimumImportance=JOB_MESSAGE_WARNING")).toEqual([["one", "two"], "page-2"]);
    expect(await texts("minimumImportance=JOB_MESSAGE_WARNING&pageToken=page-2")).toEqual([["three"], undefined]);
    expect(await texts("startTime=2999-01-01T00:00:00Z")).toEqual([undefined, undefined]);
  });

  it("gives the metrics that a job has told", async () => {
    const metrics = [{ name: { origin: "user", name: "n", context: { step: "s" } }, scalar: 1 }];
    const { jobs } = await started({ executor: scriptedExecutor({ script: () => [{ metrics }, ...succeeds] }) });
    const { body } = await create({ name: "a" });
    await jobs[0]?.ended;
    expect((await call("GET", `/${body.id ?? ""}/metrics`)).body.metrics).toEqual(metrics);
  });

  it.each([400, 401, 403, 404, 408, 409, 429, 500, 503])(
    "fails a request with %d when it was told to",
    async (status) => {
      const { failNext, requests } = await started();
      failNext({ method: "create", status, headers: { "retry-after": "0" } });
      const { status: answered, body } = await create({ name: "a" });
      expect([answered, body.error?.code]).toEqual([status, status]);
      expect((await create({ name: "a" })).status).toBe(200);
      expect(requests.map(({ method, status: told }) => [method, told])).toEqual([
        ["create", status],
        ["create", 200],
      ]);
    },
  );

  it.each([
    { cut: "before", jobs: 0 },
    { cut: "after", jobs: 1 },
  ] as const)("cuts the connection $cut a request is done", async ({ cut, jobs }) => {
    const { failNext, jobs: made } = await started();
    failNext({ method: "create", cut });
    await expect(create({ name: "a" })).rejects.toThrow("fetch failed");
    expect(made).toHaveLength(jobs);
  });

  it("knows no project but those that there are", async () => {
    await started({ projects: ["other"] });
    expect((await create({ name: "a" })).body.error?.status).toBe("PERMISSION_DENIED");
  });
});
