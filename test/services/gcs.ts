import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { cachedFolder } from "../../runners/portable/job-server/cache-folder.ts";
import { runTool, tools, type Tool } from "../../runners/portable/job-server/run-tool.ts";
import { freePort, startServer } from "../../runners/portable/job-server/server-process.ts";
import { tellOf } from "./job-server.ts";

const version = "v1.56.1";
const go: Tool = { ...tools.go, purpose: "builds fake-gcs-server" };

/** What tests on Cloud Storage need: to be given to `describeWithTools`. */
export const gcsTools: readonly Tool[] = [go];

/** The first start builds the server. */
const longestStartMillis = 10 * 60_000;

/** A double of Cloud Storage that runs. */
interface GcsServer {
  /** `http://127.0.0.1:4443`: what `STORAGE_EMULATOR_HOST` must be. */
  readonly endpoint: string;
  /** Ends it, with all that it holds in memory. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts fake-gcs-server with its objects in memory, or in a folder that is there.
 *
 * It differs from Cloud Storage: it takes the question how far a resumable upload has come for its end, and heeds neither
 * `matchGlob` nor the generation that a delete names.
 */
async function startGcs(folder?: string): Promise<GcsServer> {
  const binary = await buildGcs();
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${String(port)}`;
  const server = await startServer({
    name: "gcs",
    tool: { command: binary, purpose: "is a double of Cloud Storage", install: "remove it, to have it built again" },
    port,
    args: [
      ...["-scheme", "http", "-host", "127.0.0.1", "-port", String(port)],
      ...["-external-url", endpoint, "-public-host", `127.0.0.1:${String(port)}`],
      ...(folder === undefined ? ["-backend", "memory"] : ["-backend", "filesystem", "-filesystem-root", folder]),
      ...["-log-level", "warn"],
    ],
  });
  return { endpoint, stop: () => server.stop() };
}

/**
 * Starts a double of Cloud Storage for the tests of a block, names it in `STORAGE_EMULATOR_HOST` while they run, and makes
 * the buckets.
 *
 * @returns what gives its endpoint to a test that runs
 */
export function useGcs(...buckets: readonly string[]): () => string {
  const before = process.env.STORAGE_EMULATOR_HOST;
  let server: GcsServer | undefined;
  beforeAll(async () => {
    server = await startGcs();
    process.env.STORAGE_EMULATOR_HOST = server.endpoint;
    for (const bucket of buckets) await makeBucket(server.endpoint, bucket);
  }, longestStartMillis);
  afterAll(async () => {
    if (before === undefined) delete process.env.STORAGE_EMULATOR_HOST;
    else process.env.STORAGE_EMULATOR_HOST = before;
    await server?.stop();
  });
  return () => {
    if (server === undefined) throw new Error("The double of Cloud Storage is asked for before it was started.");
    return server.endpoint;
  };
}

/** Makes a bucket of a double of Cloud Storage; Google's client would ask for the project first. */
async function makeBucket(endpoint: string, name: string): Promise<void> {
  const url = `${endpoint}/storage/v1/b?project=tests`;
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ name }) });
  if (!response.ok) throw new Error(`The bucket "${name}" can't be made: ${await response.text()}`);
}

async function buildGcs(): Promise<string> {
  const tell = tellOf("gcs");
  const folder = await cachedFolder(
    `fake-gcs-server-${version}`,
    async (unfinished) => {
      tell(`building fake-gcs-server ${version} by Go (first use, some minutes)`);
      await runTool({
        tool: go,
        args: ["install", `github.com/fsouza/fake-gcs-server@${version}`],
        env: { GOBIN: unfinished },
        onLine: (line) => {
          if (line.startsWith("go: downloading")) tell(`building it: ${line.slice("go: ".length)}`);
        },
      });
    },
    tell,
  );
  return path.join(folder, "fake-gcs-server");
}
