import { inspect } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { explainFailure, type GcsAccess } from "./explain-failure.ts";
import { GcsCause } from "./gcs-cause.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const notThere = "The specified bucket does not exist.";
const forbidden = "ann@example.com does not have storage.objects.get access to the Google Cloud Storage object.";

/** An error of Google's client. */
function clientError(message: string, fields: object): Error {
  return Object.assign(new Error(message), fields);
}

describe("a failure of Cloud Storage", () => {
  it.each<{ name: string; error: unknown; access?: GcsAccess; reason: string; remedy: string }>([
    {
      name: "without credentials",
      error: new Error("Could not load the default credentials. Browse to https://cloud.google.com/docs for more."),
      reason: "there are no credentials for Google Cloud",
      remedy: "gcloud auth application-default login",
    },
    {
      name: "with credentials that have expired",
      error: clientError("invalid_grant: reauth related error", { code: "400", status: 400 }),
      reason: "the credentials are not accepted, or no more",
      remedy: "gcloud auth application-default login",
    },
    {
      name: "of an account that may not read",
      error: clientError(forbidden, { code: 403 }),
      reason: "access is denied",
      remedy: "gs://bucket --member=serviceAccount:NAME --role=roles/storage.objectViewer",
    },
    {
      name: "of an account that may not write",
      error: clientError("Upload failed", { errors: [{ code: 403 }] }),
      access: "write",
      reason: "access is denied",
      remedy: "--role=roles/storage.objectUser",
    },
    {
      name: "of a bucket that is missing",
      error: clientError(notThere, { code: 404 }),
      reason: "there is no such bucket",
      remedy: "gcloud storage buckets create gs://bucket",
    },
    {
      name: "of an object that was replaced",
      error: clientError("Precondition Failed", { response: { status: 412 } }),
      reason: "it was replaced meanwhile",
      remedy: "when nothing else writes there",
    },
    {
      name: "beyond a quota",
      error: clientError("rateLimitExceeded", { code: 429 }),
      reason: "there are too many requests, also after a while",
      remedy: "ask for a higher quota",
    },
    {
      name: "of the service itself",
      error: GcsCause.ofAnswer(503, ""),
      reason: "Cloud Storage doesn't answer as it should, also after a while",
      remedy: "https://status.cloud.google.com",
    },
    {
      name: "of the network",
      error: clientError("getaddrinfo ENOTFOUND storage.googleapis.com", { code: "ENOTFOUND" }),
      reason: "Cloud Storage can't be reached",
      remedy: "connect this machine to the network",
    },
    {
      name: "that is known to nobody",
      error: clientError("Invalid bucket name.", { code: 400 }),
      reason: "Invalid bucket name",
      remedy: "look up what Cloud Storage says",
    },
    { name: "that is no error", error: "odd", reason: "odd", remedy: "look up what Cloud Storage says" },
  ])("$name is explained, with what helps", ({ error, access = "read", reason, remedy }) => {
    vi.stubEnv("STORAGE_EMULATOR_HOST", undefined);
    const explained = explainFailure("gs://bucket/a.txt", GcsCause.of(error), access);
    expect(explained.reason).toBe(reason);
    expect(explained.remedies.join("\n")).toContain(remedy);
  });

  it("names the double that was asked instead of Cloud Storage", () => {
    vi.stubEnv("STORAGE_EMULATOR_HOST", "127.0.0.1:9");
    const cause = GcsCause.of(clientError("connect ECONNREFUSED 127.0.0.1:9", { code: "ECONNREFUSED" }));
    expect(explainFailure("gs://bucket/a.txt", cause, "read")).toMatchObject({
      facts: { "asked at": "127.0.0.1:9 (STORAGE_EMULATOR_HOST)" },
      remedies: ["start what STORAGE_EMULATOR_HOST names", "unset it, to use Cloud Storage itself"],
    });
  });
});

describe("the cause of a failure", () => {
  it("doesn't hold the request, whose headers hold the token", () => {
    const request = { headers: { Authorization: "Bearer secret-token" } };
    const error = clientError(forbidden, { code: 403, config: request, response: { status: 403, request } });
    const cause = GcsCause.of(error);
    expect(inspect(cause, { depth: 9, showHidden: true })).not.toContain("secret-token");
    expect(cause).toMatchObject({ status: 403, message: forbidden });
    expect(cause.stack).toContain("explain-failure.test.ts");
    expect(GcsCause.of(cause)).toBe(cause);
  });

  it.each([
    ["JSON", `{ "error": { "code": 404, "message": "No such object: b/o" } }`, "No such object: b/o"],
    ["XML", "<?xml?><Error><Message>Denied.</Message><Details>for ann</Details></Error>", "Denied. for ann"],
    ["text", "  Not\n Found\n", "Not Found"],
    ["nothing", "", "HTTP status 404"],
    ["a long page", "x".repeat(1000), `${"x".repeat(500)} ...`],
  ])("is told in one line where the answer is %s", (_, text, message) => {
    expect(GcsCause.ofAnswer(404, text).message).toBe(message);
  });

  it.each([
    [408, true],
    [429, true],
    [500, true],
    [503, true],
    [403, false],
    [404, false],
    ["ECONNRESET", true],
    ["EAI_AGAIN", true],
    ["ECONNREFUSED", false],
    ["ENOTFOUND", false],
  ])("%s may pass: %s", (code, isPassing) => {
    expect(GcsCause.of(clientError("failed", { code })).isPassing).toBe(isPassing);
  });
});
