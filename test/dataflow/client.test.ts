import net from "node:net";
import { inspect } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError, readApiError } from "../../runners/dataflow/client/api-error.ts";
import type { DataflowClient } from "../../runners/dataflow/client/dataflow-client.ts";
import { explainApiError } from "../../runners/dataflow/client/explain-api-error.ts";
import { connectToDataflow } from "../../runners/dataflow/client/google-client.ts";
import { connectTo } from "../../runners/dataflow/connect.ts";
import { runsForever, scriptedExecutor } from "../services/dataflow/scripted-executor.ts";
import type { Fault } from "../services/dataflow/faults.ts";
import { doubleAndClient } from "./jobs-of-double.ts";

const forever = scriptedExecutor({ script: () => runsForever });
const job = { name: "count-words", type: "JOB_TYPE_BATCH", clientRequestId: "1" };

afterEach(() => {
  vi.unstubAllEnvs();
});

async function errorOf(promise: Promise<unknown>): Promise<ApiError> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ApiError) return thrown;
  throw new Error("It is to be refused by the API.", { cause: thrown });
}

describe("a request to Dataflow", () => {
  it.each<{ name: string; fault: Fault }>([
    { name: "a connection that is cut before it", fault: { method: "create", cut: "before" } },
    { name: "a connection that is cut after it", fault: { method: "create", cut: "after" } },
    { name: "408", fault: { method: "create", status: 408, times: 2 } },
    { name: "429", fault: { method: "create", status: 429 } },
    { name: "500", fault: { method: "create", status: 500 } },
    { name: "503, three times", fault: { method: "create", status: 503, times: 3 } },
    { name: "a proxy's page", fault: { method: "create", status: 502, body: "<html>Bad Gateway</html>" } },
  ])("is repeated after $name, and makes one job", async ({ fault }) => {
    const { double, client } = await doubleAndClient({ executor: forever });
    double.failNext(fault);
    const { id } = await client.create(job);
    expect(double.jobs.map((record) => record.job.id)).toEqual([id]);
    const sent = double.requests.map(({ body }) => (body as typeof job).clientRequestId);
    expect(new Set(sent)).toEqual(new Set(["1"]));
    expect(sent).toHaveLength(1 + (fault.times ?? 1));
  });

  it.each([400, 401, 403, 404, 409])("is not repeated after %i", async (status) => {
    const { double, client } = await doubleAndClient();
    double.failNext({ method: "create", status });
    expect(await errorOf(client.create(job))).toMatchObject({ kind: "answer", status });
    expect([double.requests.length, double.jobs.length]).toEqual([1, 0]);
  });

  it("waits as long as the service wants", async () => {
    const { double, client } = await doubleAndClient();
    double.failNext({ method: "create", status: 429, headers: { "retry-after": "1" } });
    const begin = performance.now();
    await client.create(job);
    expect(performance.now() - begin).toBeGreaterThanOrEqual(990);
  });

  it("has an end: not when the service wants more time than there is", async () => {
    const { double, client } = await doubleAndClient();
    double.failNext({ method: "metrics", status: 503, headers: { "retry-after": "3600" } });
    expect(await errorOf(client.metrics("x"))).toMatchObject({ status: 503 });
    expect(double.requests).toHaveLength(1);
  });

  it("has an end: when nothing helps for as long as it may take", async () => {
    const { double, client } = await doubleAndClient();
    double.failNext({ method: "metrics", status: 503, times: 1_000 });
    const begin = performance.now();
    await errorOf(client.metrics("x", { patienceMillis: 700 }));
    expect(performance.now() - begin).toBeLessThan(3_000);
    expect(double.requests.length).toBeGreaterThan(1);
  });

  it("has an end: when it is given up", async () => {
    const { double, client } = await doubleAndClient();
    double.failNext({ method: "get", status: 503, times: 1_000 });
    const abort = new AbortController();
    const answer = client.get("x", { signal: abort.signal });
    await vi.waitFor(() => expect(double.requests).toHaveLength(1));
    abort.abort(new Error("enough"));
    await expect(answer).rejects.toThrow(/enough|aborted/);
  });

  it("finds a job that was made just now, although it is not found at first", async () => {
    const { client } = await doubleAndClient({ executor: forever, isShaky: true });
    const { id = "" } = await client.create(job);
    expect((await client.get(id ?? "", { isNew: true })).id).toBe(id);
  });

  it("reads all pages of a list, of those alone that are meant", async () => {
    const { double, client } = await doubleAndClient({ executor: forever, pageSize: 2 });
    const names = ["a", "b", "c", "d", "e"];
    for (const name of names) await client.create({ ...job, name, clientRequestId: name });
    expect((await client.list({ isActive: true })).map(({ name }) => name)).toEqual(names.toReversed());
    expect((await client.list({ name: "b" })).map(({ name }) => name)).toEqual(["b"]);
    expect((await client.list({ most: 3 })).map(({ name }) => name)).toEqual(["e", "d", "c"]);
    expect(double.requests.filter(({ query }) => query.has("pageToken"))).not.toHaveLength(0);
  });
});

const where = { project: "my-project", region: "europe-west1" };

/** What users are told of what a client is answered. */
async function told(use: (client: DataflowClient) => Promise<unknown>, fault: Fault): Promise<string> {
  const { double, client } = await doubleAndClient({ executor: forever, isShaky: false });
  double.failNext({ times: 1_000, ...fault });
  const request = { doing: 'submit the job "count-words"', where, permission: "dataflow.jobs.create" };
  return explainApiError(await errorOf(use(client)), request).message;
}

const detail = (more: object): object => ({ "@type": "type.googleapis.com/google.rpc.ErrorInfo", ...more });
const body = (code: number, status: string, message: string, ...details: object[]): object => ({
  error: { code, status, message, details },
});

describe("what users are told", () => {
  it.each<{ name: string; fault: Omit<Fault, "method">; says: readonly (string | RegExp)[] }>([
    {
      name: "of a field that is wrong",
      fault: {
        status: 400,
        body: body(400, "INVALID_ARGUMENT", "Invalid value.", {
          fieldViolations: [{ field: "job.environment.workerPools[0].machineType", description: "no such type" }],
        }),
      },
      says: [
        'Dataflow refuses to submit the job "count-words": Invalid value.',
        /at fault +job\.environment\.workerPools\[0\]\.machineType: no such type/,
        "--dryRun=FOLDER",
      ],
    },
    {
      name: "of credentials that are not taken",
      fault: { status: 401 },
      says: ["Dataflow doesn't know who asks", "gcloud auth application-default login"],
    },
    {
      name: "of a permission that lacks",
      fault: {
        status: 403,
        body: body(403, "PERMISSION_DENIED", "Denied.", detail({ reason: "IAM", metadata: { permission: "a.b.c" } })),
      },
      says: ["Whoever asks may not submit the job", /permission needed +a\.b\.c/, "--role=roles/dataflow.developer"],
    },
    {
      name: "of a permission that is not named",
      fault: { status: 403 },
      says: [/permission needed +dataflow\.jobs\.create/],
    },
    {
      name: "of an API that is not enabled",
      fault: { status: 403, body: body(403, "PERMISSION_DENIED", "Off.", detail({ reason: "SERVICE_DISABLED" })) },
      says: [
        'The Dataflow API is not enabled in the project "my-project".',
        "gcloud services enable dataflow.googleapis.com --project=my-project",
      ],
    },
    {
      name: "of a project or region that is not there",
      fault: { status: 404 },
      says: ['Dataflow finds no project "my-project" with a region "europe-west1"', "gcloud projects list"],
    },
    { name: "of a conflict", fault: { status: 409 }, says: ["because of what is there already"] },
    {
      name: "of a quota that is used up",
      fault: { status: 429, headers: { "retry-after": "999" }, body: body(429, "RESOURCE_EXHAUSTED", "CPUS: 8 of 8.") },
      says: ["A quota of Google Cloud is used up", "CPUS: 8 of 8.", "429 RESOURCE_EXHAUSTED", "--maxNumWorkers"],
    },
    {
      name: "of a service that is broken",
      fault: { status: 503, headers: { "retry-after": "999" } },
      says: ["Dataflow can't answer now", "status.cloud.google.com"],
    },
    {
      name: "of a page that a proxy has made",
      fault: { status: 400, body: `<html>${"x".repeat(1_000)}</html>` },
      says: [/^Dataflow refuses to submit the job "count-words": <html>x{194}$/m],
    },
  ])("$name", async ({ fault, says }) => {
    const text = await told((client) => client.create(job), { method: "create", ...fault });
    for (const part of says) expect(text).toMatch(part instanceof RegExp ? part : literally(part));
    expect(text).toMatch(/project +my-project\n +region +europe-west1/);
  });

  it("has nothing of the request's token in it, however it is shown", () => {
    const thrown = Object.assign(new Error("Request failed"), {
      config: { url: "https://dataflow.example/v1b3/x", headers: { authorization: "Bearer ya29.secret" } },
      response: { status: 403, data: body(403, "PERMISSION_DENIED", "No."), config: { token: "ya29.secret" } },
    });
    const error = readApiError(thrown, "https://dataflow.example/");
    const explained = explainApiError(error, { doing: "look", where, permission: "p" });
    const shown = inspect(explained, { depth: Infinity, showHidden: true });
    expect(shown).toContain("Whoever asks may not look: No.");
    expect(shown).not.toContain("ya29");
  });

  it.each([
    {
      name: "an expired login",
      status: 400,
      data: { error: "invalid_grant", error_description: "reauth" },
      is: "credentials",
    },
    { name: "a token server that is broken", status: 503, data: "", is: "answer" },
  ])("tells $name from an answer of Dataflow", ({ status, data, is }) => {
    const thrown = Object.assign(new Error("Request failed"), {
      config: { url: "https://oauth2.example/token" },
      response: { status, data },
    });
    expect(readApiError(thrown, "https://dataflow.example/")).toMatchObject({ kind: is, mayPass: is === "answer" });
  });

  it.each([
    { header: "7", millis: 7_000 },
    { header: "Wed, 21 Oct 2015 07:28:00 GMT", millis: 0 },
    { header: "soon", millis: undefined },
  ])("waits for $millis ms when told: Retry-After: $header", ({ header, millis }) => {
    const response = { status: 429, headers: new Headers({ "retry-after": header }) };
    expect(readApiError(Object.assign(new Error(""), { response }), "https://x/").retryAfterMillis).toBe(millis);
  });

  it("waits as long as a detail of the answer says", () => {
    const data = body(429, "RESOURCE_EXHAUSTED", "Slow down.", { retryDelay: "1.5s" });
    const thrown = Object.assign(new Error(""), { response: { status: 429, data } });
    expect(readApiError(thrown, "https://x/").retryAfterMillis).toBe(1_500);
  });

  it("of an address where nobody answers", async () => {
    const nobody = net.createServer();
    await new Promise<void>((resolve) => nobody.listen(0, "127.0.0.1", resolve));
    const { port } = nobody.address() as net.AddressInfo;
    await new Promise((resolve) => nobody.close(resolve));
    const dataflowEndpoint = `http://127.0.0.1:${String(port)}`;
    const client = await connectToDataflow({ ...where, dataflowEndpoint });
    const error = await errorOf(client.get("x", { patienceMillis: 0 }));
    const text = explainApiError(error, {
      doing: "find it",
      where: { ...where, dataflowEndpoint },
      permission: "p",
    }).message;
    expect(text).toContain("Dataflow doesn't answer, to find it: connect ECONNREFUSED");
    expect(text).toContain("check the address:  --dataflowEndpoint=URL");
  });

  it("of credentials that there are none of", async () => {
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", "/no/such/file.json");
    const thrown: unknown = await connectTo(where, "list the jobs").catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      code: "PURLIN_DATAFLOW",
      message: expect.stringMatching(
        /^There are no credentials that Google takes, to list the jobs\.\n[^]*no\/such\/file\.json[^]*gcloud auth application-default login/,
      ) as unknown,
    });
  });
});

function literally(text: string): RegExp {
  return new RegExp(text.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&"));
}
