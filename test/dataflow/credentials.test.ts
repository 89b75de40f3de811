import dns from "node:dns";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../../runners/dataflow/client/api-error.ts";
import type { DataflowClient } from "../../runners/dataflow/client/dataflow-client.ts";
import { connectToDataflow } from "../../runners/dataflow/client/google-client.ts";
import { tempFolders } from "../io/temp-folder.ts";
import { startDataflowDouble, type DataflowDouble } from "../services/dataflow/dataflow-double.ts";

const tempFolder = tempFolders();
const host = "dataflow.test";

/** Answers who asks for a token; its status and body are a test's to choose. */
let tokens: Server;
let answer: { readonly status: number; readonly body: unknown };
let double: DataflowDouble;

type Lookup = (error: null, address: unknown, family?: number) => void;

beforeEach(async () => {
  answer = {
    status: 200,
    body: {
      access_token: "the-token",
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
      token_type: "Bearer",
      expires_in: 3600,
    },
  };
  tokens = createServer((_, response) => {
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => tokens.listen(0, "127.0.0.1", resolve));
  double = await startDataflowDouble({ isShaky: false });
  // To a server of this host no credentials are sent: it must have another name.
  const known = dns.lookup;
  vi.spyOn(dns, "lookup").mockImplementation(((name: string, options: { all?: boolean }, done: Lookup) => {
    if (name !== host) known(name, options, done as never);
    else if (options.all === true) done(null, [{ address: "127.0.0.1", family: 4 }]);
    else done(null, "127.0.0.1", 4);
  }) as typeof dns.lookup);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  tokens.closeAllConnections();
  await new Promise((resolve) => tokens.close(resolve));
  await double.close();
});

/** Connects with the credentials of an account of another provider, which get their tokens from here. */
async function connected(): Promise<DataflowClient> {
  const folder = await tempFolder();
  const subject = path.join(folder, "subject");
  await writeFile(subject, "somebody");
  const credentials = path.join(folder, "credentials.json");
  const { port } = tokens.address() as AddressInfo;
  await writeFile(
    credentials,
    JSON.stringify({
      type: "external_account",
      audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: `http://127.0.0.1:${String(port)}/token`,
      credential_source: { file: subject },
    }),
  );
  vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", credentials);
  const endpoint = double.endpoint.replace("127.0.0.1", host);
  return connectToDataflow({ project: "my-project", region: "europe-west1", dataflowEndpoint: endpoint });
}

describe("requests to Dataflow", () => {
  it("are signed by the credentials of the machine", async () => {
    const client = await connected();
    expect(await client.list({})).toEqual([]);
    expect(double.requests[0]?.headers.authorization).toBe("Bearer the-token");
  });

  it("are not made with credentials that have been withdrawn", async () => {
    const client = await connected();
    answer = { status: 400, body: { error: "invalid_grant", error_description: "Account has been deleted" } };
    const error: unknown = await client.list({}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ kind: "credentials", message: expect.stringContaining("invalid_grant") as unknown });
    expect(double.requests).toEqual([]);
  });

  it("are made without, to a server of this host", async () => {
    await connected();
    const client = await connectToDataflow({
      project: "my-project",
      region: "europe-west1",
      dataflowEndpoint: double.endpoint,
    });
    await client.list({});
    expect(double.requests[0]?.headers.authorization).toBeUndefined();
  });
});
