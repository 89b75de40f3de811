import { JobServerError } from "../portable/job-server/job-server-error.ts";
import { flinkVersions } from "./versions.ts";

const longestAnswerMillis = 10_000;

/**
 * Asks a Flink cluster for its version: the job server sends it its job as serialized Java objects, which another line of
 * versions can't read, and what that says of it names no version.
 *
 * @param master - the `host:port` of its REST API
 * @throws JobServerError when none answers there, or one of another line
 */
export async function checkCluster(master: string): Promise<void> {
  const version = await versionOf(master);
  if (version.startsWith(`${flinkVersions.flinkLine}.`)) return;
  throw new JobServerError({
    summary: `The Flink cluster at ${master} is of another version than the job server.`,
    facts: { cluster: version, "job server": `${flinkVersions.flinkLine}, of Beam ${flinkVersions.beam}` },
    remedies: [
      `use a cluster of Flink ${flinkVersions.flinkLine}`,
      `start Beam's job server for Flink ${version.split(".").slice(0, 2).join(".")} yourself, and name it:  --jobEndpoint=HOST:PORT`,
    ],
  });
}

async function versionOf(master: string): Promise<string> {
  const answer = await configOf(master);
  if (typeof answer === "object" && answer !== null && "flink-version" in answer) {
    return String(answer["flink-version"]);
  }
  throw noCluster(`What answers at ${master} is not the REST API of a Flink cluster.`, "it names no version of Flink");
}

async function configOf(master: string): Promise<unknown> {
  const url = `${/^https?:\/\//.test(master) ? master : `http://${master}`}/config`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(longestAnswerMillis) });
    const text = await response.text();
    return parsed(text);
  } catch (cause) {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
    throw noCluster(`No Flink cluster answers at ${master}.`, reason, cause);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noCluster(summary: string, answer: string, cause?: unknown): JobServerError {
  return new JobServerError({
    summary,
    facts: { "the answer": answer },
    remedies: [
      "check the address: it is that of Flink's web interface:  --flinkMaster=localhost:8081",
      "leave --flinkMaster out: a Flink is then started for the job",
    ],
    cause,
  });
}
