// How long a runner waits from asking for a worker until the first bundle is done: LOOPBACK, and the boot program.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeClient } from "../../../../sdk/harness/rpc/client.ts";
import { startWorkerPool } from "../../../../sdk/harness/worker-pool.ts";
import { BeamFnExternalWorkerPool } from "../../../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { bundleBoot } from "../../../../sdk/staging/bundle-boot.ts";
import { stageProgram } from "../../../../sdk/staging/stage-program.ts";
import { buildDefinition, stageRequest } from "../../../staging/evaluate.ts";
import { FakeJob } from "../../../staging/fake-job.ts";
import { secondsOf } from "../../figure.ts";
import { reportPortable } from "../portable-figure.ts";
import { startStageRunner } from "../stage-runner.ts";

const rounds = 3;
const goalSeconds = 1;
const pipeline = await buildDefinition("shout");

async function loopback(): Promise<number> {
  const { runner, run } = await startStageRunner(pipeline, "Shout", ["hi"]);
  const pool = await startWorkerPool({ functions: pipeline.functions });
  const client = makeClient(BeamFnExternalWorkerPool, pool.address);
  const seconds = await secondsOf(async () => {
    const endpoint = { url: runner.address };
    await client.startWorker({ workerId: "w", controlEndpoint: endpoint, provisionEndpoint: endpoint });
    await run("first");
  });
  client.close();
  await pool.stop();
  runner.close();
  return seconds;
}

const boot = await bundleBoot();
const staged = await stageProgram(await stageRequest("shout", pipeline));

async function bootProgram(): Promise<number> {
  const { runner, run } = await startStageRunner(pipeline, "Shout", ["hi"]);
  const job = await FakeJob.start(staged);
  job.controlEndpoint = runner.address;
  const folder = mkdtempSync(path.join(tmpdir(), "purlin-bench-boot-"));
  const args = ["--id=w", `--provision_endpoint=${job.address}`, `--semi_persist_dir=${folder}`];
  let ended: Promise<unknown> | undefined;
  const seconds = await secondsOf(async () => {
    const child = spawn(boot.launcher, args, { stdio: ["ignore", "ignore", "inherit"] });
    ended = once(child, "close");
    const failed = ended.then(() => Promise.reject(new Error("The boot program has ended before the first bundle.")));
    await Promise.race([run("first"), failed]);
    failed.catch(() => undefined);
  });
  await runner.endControl();
  await ended;
  runner.close();
  job.close();
  rmSync(folder, { recursive: true });
  return seconds;
}

async function least(measure: () => Promise<number>): Promise<number> {
  let seconds = Infinity;
  for (let round = 0; round < rounds; round++) seconds = Math.min(seconds, await measure());
  return seconds;
}

// The first of a process is what a program sees: all later ones find its code loaded.
const loopbackSeconds = await loopback();
const processSeconds = await least(bootProgram);
await staged.remove();
reportPortable(
  {
    name: "boot to first bundle: LOOPBACK",
    value: loopbackSeconds,
    unit: "s",
    goal: goalSeconds,
    isGate: true,
    details: "from StartWorker to the answer, first of the process",
  },
  {
    name: "boot to first bundle: PROCESS",
    value: processSeconds,
    unit: "s",
    goal: goalSeconds,
    isGate: true,
    details: `from starting the boot program to the answer, least of ${String(rounds)}`,
  },
);
