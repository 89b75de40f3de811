import net from "node:net";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startPrism } from "../../runners/prism/job-server.ts";
import { PortableJob } from "../../runners/portable/portable-job.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { doFn } from "../../sdk/dofn/do-fn.ts";
import { Pipeline } from "../../sdk/pipeline/pipeline.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { startPurlin, type Ended } from "./run-node.ts";

/** Runs `purlin` to its end, while this process goes on serving what it may ask. */
async function purlin(...args: string[]): Promise<{ status: Ended["status"]; stdout: string; stderr: string }> {
  const { status, stdout, stderr } = await startPurlin(...args).ended;
  return { status, stdout: stdout.toString(), stderr };
}

/** How long a test may take that starts the command many times, on a busy machine. */
const manyCommandsMillis = 90_000;

const commands = [
  { name: "jobs", id: [] },
  { name: "logs", id: ["job-1"] },
  { name: "metrics", id: ["job-1"] },
  { name: "cancel", id: ["job-1"] },
];

describe("without a job server", () => {
  // Takes connections, and answers nothing that gRPC could read.
  const stranger = net.createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end("HTTP/1.1 400 Bad Request\r\n\r\n", () => socket.destroy());
  });
  beforeAll(() => new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve)));
  afterAll(() => new Promise((resolve) => stranger.close(resolve)));

  it.each(commands)("purlin $name says that nobody answers", async ({ name, id }) => {
    const { status, stdout, stderr } = await purlin(name, "--jobEndpoint=127.0.0.1:1", ...id);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("JobEndpointError [PURLIN_JOB_ENDPOINT]: No job server answers at 127.0.0.1:1.");
    expect(stderr).toContain("Do this: check the address");
  });

  it("purlin jobs says that something else answers", async () => {
    const { port } = stranger.address() as net.AddressInfo;
    const { status, stderr } = await purlin("jobs", `--jobEndpoint=127.0.0.1:${String(port)}`);
    expect(status).toBe(1);
    expect(stderr).toMatch(/JobEndpointError.*(answers at|is not a job server)/);
  });

  it.each([
    { args: ["jobs"], says: "Nothing says where the jobs are." },
    { args: ["logs", "--jobEndpoint=127.0.0.1:1"], says: "missing required argument 'job'" },
    { args: ["worker-pool"], says: "required option '--port <number>' not specified" },
    { args: ["worker-pool", "--port=65536"], says: "It is a number from 0 to 65535" },
  ])("ends with 2 on a wrong command line: $args", async ({ args, says }) => {
    const { status, stderr } = await purlin(...args);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(says) as unknown });
  });
});

describe("purlin worker-pool", () => {
  it("listens until it is told to end, and says so where it can't", async () => {
    const pool = startPurlin("worker-pool", "--port=0");
    const [, port = ""] = await pool.printed(/listens on 127\.0\.0\.1:(\d+)\n/);
    const second = await purlin("worker-pool", `--port=${port}`);
    expect(second.status).toBe(1);
    expect(second.stderr).toContain(`ListenError [PURLIN_LISTEN]: The pool can't listen on 127.0.0.1:${port}.`);
    pool.child.kill("SIGTERM");
    expect((await pool.ended).status).toBe(0);
  });
});

const builder = process.env.PURLIN_PRISM === undefined ? [tools.go] : [];

describeWithTools("the jobs of a Prism", builder, () => {
  const jobEndpoint = useJobServer(() => startPrism(tellOf("prism")));
  const endpoint = () => `--jobEndpoint=${jobEndpoint()}`;

  /** Starts a job that counts, then waits until it is cancelled where it is to wait. */
  async function startJob(jobName: string, waits = false): Promise<PortableJob> {
    const started = Promise.withResolvers<undefined>();
    const p = Pipeline.create({ runner: "prism", jobEndpoint: jobEndpoint(), jobName, quiet: true });
    p.create([3, 4]).parDo(
      "Count",
      doFn<number, number>()({
        async process(n, { metrics, signal }) {
          metrics.counter("seen").inc();
          metrics.distribution("sizes").update(n);
          started.resolve(undefined);
          if (waits) await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("end"))));
        },
      }),
    );
    const job = await p.start();
    if (!(job instanceof PortableJob)) throw new Error("Prism's jobs are those of the Job API.");
    await started.promise;
    return job;
  }

  it(
    "lists a finished job, and shows its log and its metrics",
    async () => {
      const job = await startJob("count-two");
      await job.waitUntilFinish();
      const listed = await purlin("jobs", endpoint(), "--json");
      expect(JSON.parse(listed.stdout)).toContainEqual({ id: job.id, name: "count-two", state: "done" });
      expect((await purlin("jobs", endpoint())).stdout).toMatch(new RegExp(`^${job.id} +count-two +done$`, "m"));

      const logs = await purlin("logs", endpoint(), job.id, "--json");
      const lines = logs.stdout.trimEnd().split("\n");
      expect(lines.map((line) => JSON.parse(line) as unknown)).toContainEqual(
        expect.objectContaining({ state: "done" }),
      );
      expect((await purlin("logs", endpoint(), job.id)).stdout).toMatch(/the job is done\n$/);

      const metrics = await purlin("metrics", endpoint(), job.id, "--json");
      const seen = { step: "Count", name: "seen", value: 2, committed: 2 };
      const sizes = { step: "Count", name: "sizes", committed: { count: 2, sum: 7, min: 3, max: 4 } };
      expect(JSON.parse(metrics.stdout)).toMatchObject({ job: job.id, counters: [seen], distributions: [sizes] });
      const text = (await purlin("metrics", endpoint(), job.id)).stdout;
      expect(text).toMatch(/^Count +seen +2$/m);
      expect(text).toMatch(/^Count +sizes +7 in 2, from 3 to 4$/m);
    },
    manyCommandsMillis,
  );

  it("cancels a job that runs, and leaves one that has ended", async () => {
    const job = await startJob("waits", true);
    const end = expect(job.waitUntilFinish()).rejects.toThrow("The job was cancelled");
    const first = await purlin("cancel", endpoint(), job.id, "--json");
    expect(JSON.parse(first.stdout)).toEqual({ job: job.id, state: "cancelled" });
    await end;
    const second = await purlin("cancel", endpoint(), job.id);
    expect(second).toEqual({ status: 0, stdout: `The job ${job.id} is cancelled.\n`, stderr: "" });
  });

  it.each(commands.slice(1))("purlin $name says that there is no such job", async ({ name }) => {
    const { status, stderr } = await purlin(name, endpoint(), "no-such-job");
    expect(status).toBe(1);
    expect(stderr).toContain(`JobEndpointError [PURLIN_JOB_ENDPOINT]: The job server at ${jobEndpoint()} gives no job`);
    expect(stderr).toContain("Do this: list the jobs that it knows:  purlin jobs");
  });
});
