import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeClient } from "../../sdk/harness/rpc/client.ts";
import { BeamFnExternalWorkerPool } from "../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { bundleBoot } from "../../sdk/staging/bundle-boot.ts";
import { stageProgram, type StagedProgram } from "../../sdk/staging/stage-program.ts";
import { buildDefinition, pipelineOfScript, programFile, stageRequest } from "./evaluate.ts";
import { FakeJob } from "./fake-job.ts";

const timeoutMillis = 30_000;
const repository = path.resolve(import.meta.dirname, "../..");

let folder = "";
const ends: (() => unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "purlin-orphans-"));
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
});

/** The processes that were started with the folder for temporary files, by whomever. */
function descendants(): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      const isOurs = /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "utf8").includes(`TMPDIR=${folder}`);
      return isOurs && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
    } catch {
      return false; // it has ended meanwhile
    }
  });
}

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...env, TMPDIR: folder },
  });
  ends.push(() => child.kill("SIGKILL"));
  return child;
}

async function startJob(staged: StagedProgram): Promise<FakeJob> {
  const job = await FakeJob.start(staged);
  ends.push(() => job.close());
  ends.push(() => staged.remove());
  return job;
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

const soon = { timeout: 10_000, interval: 50 };

describe("nothing is left behind", () => {
  it(
    "by a submitter that is killed while it checks its program",
    async () => {
      const stage = `
        import { stageProgram } from ${JSON.stringify(path.join(repository, "sdk/staging/stage-program.ts"))};
        import { Pipeline } from ${JSON.stringify(path.join(repository, "sdk/index.ts"))};
        const program = { file: ${JSON.stringify(programFile("stuck"))}, isDefinition: false, options: {}, args: ["--stuck"],
          values: new Map(), runsBefore: 0, external: [] };
        const p = Pipeline.create({ quiet: true });
        p.create([1]);
        await stageProgram({ pipeline: await p.toProto(), program, callSites: new Map() });
      `;
      const submitter = start(["--input-type=module-typescript", "-e", stage]);
      await expect.poll(() => descendants().filter(isCheck).length, soon).toBe(1);
      await kill(submitter);
      await expect.poll(descendants, soon).toEqual([]);
    },
    timeoutMillis,
  );

  it(
    "by a boot program that is killed before its worker has come to run()",
    async () => {
      const staged = await stageProgram(
        await stageRequest("stuck", await pipelineOfScript("stuck"), { isDefinition: false }),
      );
      const job = await startJob(staged);
      const { program } = await bundleBoot();
      const boot = start([program, "--id=w", `--provision_endpoint=${job.address}`], { PURLIN_TEST_STUCK: "1" });
      await expect.poll(() => descendants().length, soon).toBe(2);
      await kill(boot);
      await expect.poll(descendants, soon).toEqual([]);
    },
    timeoutMillis,
  );

  it(
    "by a pool of workers that is killed",
    async () => {
      const job = await startJob(await stageProgram(await stageRequest("shout", await buildDefinition("shout"))));
      const pool = start([path.join(repository, "runners/cli/main.ts"), "worker-pool", "--port=0"]);
      const [said] = (await once(pool.stderr!, "data")) as [Buffer];
      const [, address = ""] = /(\S+:\d+)/.exec(said.toString()) ?? [];
      const client = makeClient(BeamFnExternalWorkerPool, address);
      ends.push(() => client.close());
      const endpoint = { url: job.address };
      const answer = await client.startWorker({
        workerId: "w",
        provisionEndpoint: endpoint,
        controlEndpoint: endpoint,
      });
      expect(answer.error).toBe("");
      await job.untilAnswered(1);
      expect(descendants().length).toBeGreaterThanOrEqual(3);
      await kill(pool);
      await expect.poll(descendants, soon).toEqual([]);
    },
    timeoutMillis,
  );
});

function isCheck(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("purlin-check-");
  } catch {
    return false;
  }
}
