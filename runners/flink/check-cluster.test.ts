import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { freePort } from "../portable/job-server/server-process.ts";
import { checkCluster } from "./check-cluster.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** Serves one answer at `/config`; returns `host:port`. */
async function serve(answer: string): Promise<string> {
  const server = createServer((request, response) => response.end(request.url === "/config" ? answer : "404"));
  ends.push(() => server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on an interface has the address of one.
  return `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

describe("a cluster of Flink", () => {
  it("is taken when it is of the job server's line", async () => {
    await expect(checkCluster(await serve('{"flink-version":"1.19.3"}'))).resolves.toBeUndefined();
  });

  it.each([
    {
      name: "is of another line",
      answer: '{"flink-version":"1.18.1"}',
      says: /cluster +1\.18\.1\n +job server +1\.19/,
    },
    { name: "only begins like it", answer: '{"flink-version":"1.190.0"}', says: /of another version/ },
    { name: "is something else", answer: "<html>", says: /is not the REST API of a Flink cluster/ },
    { name: "is something else that speaks JSON", answer: "null", says: /is not the REST API of a Flink cluster/ },
  ])("is refused when it $name", async ({ answer, says }) => {
    const error: unknown = await checkCluster(await serve(answer)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "PURLIN_JOB_SERVER" });
    expect(String(error)).toMatch(says);
  });

  it("is refused when nothing answers there", async () => {
    const master = `127.0.0.1:${String(await freePort())}`;
    await expect(checkCluster(master)).rejects.toThrow(`No Flink cluster answers at ${master}.`);
    await expect(checkCluster(master)).rejects.toThrow(/ECONNREFUSED/);
  });
});
