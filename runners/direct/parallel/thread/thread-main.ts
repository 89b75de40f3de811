// The beginning of a thread that runs stages: the program's own main module, or what imports it.

import { fromBinary } from "@bufbuild/protobuf";
import { workerData } from "node:worker_threads";
import { PipelineSchema } from "../../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { Pipeline } from "../../../../sdk/pipeline/pipeline.ts";
import { compareFingerprints } from "../../../../sdk/staging/compare-fingerprints.ts";
import { fingerprintOf } from "../../../../sdk/staging/fingerprint.ts";
import { readJobFacts } from "../../../../sdk/staging/job-file.ts";
import { CallSite } from "../../../../sdk/values/call-site.ts";
import { planPipeline } from "../../planner/plan-pipeline.ts";
import { restoreEnvironment } from "../compile-cache.ts";
import { recordError } from "../error-record.ts";
import { taskFeed, type ThreadStart, type ToThread } from "../messages.ts";
import { Channel } from "./channel.ts";
import { evaluate } from "./evaluate.ts";
import { StageThread, type ThreadTask } from "./stage-thread.ts";

/** How often the job is told how far a task is. */
const progressMillis = 250;

const start = workerData as ThreadStart; // by start-threads.ts
const job = readJobFacts(start.job);
const abort = new AbortController();
const channel = new Channel(start.port, take);
let stages: StageThread | undefined;
let current: ThreadTask | undefined;
let goOn: (value: undefined) => void = () => undefined;

restoreEnvironment(process.env);
evaluate({ ...start, job, found, failed: refuse });

process.on("beforeExit", () => {
  if (current === undefined) return;
  // Nothing is left that could settle what the task waits for, but the job will have the steps torn down.
  channel.send({ kind: "unsettled", steps: stages?.waitingStep === undefined ? [] : [stages.waitingStep] });
  rest();
});

/** Keeps the thread alive until the next task, or the end, whatever else it has to do. */
function rest(): void {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  goOn = resolve;
  void channel.waitFor(promise);
}

function refuse(error: unknown): void {
  channel.send({ kind: "refused", error: recordError(error) });
}

async function found(pipeline: Pipeline): Promise<void> {
  const evaluated = fingerprintOf(await pipeline.statedProto());
  compareFingerprints({ submitted: job.fingerprint, evaluated, where: "in a thread of the DirectRunner" });
  const { functions } = pipeline;
  const callSites = new Map([...job.callSites].map(([step, location]) => [step, CallSite.at(location)]));
  const plan = planPipeline(fromBinary(PipelineSchema, start.pipeline), functions, callSites);
  stages = new StageThread({ ...start, plan, functions, callSites, channel, abort });
  channel.send({ kind: "ready" });
  rest();
}

function take(message: ToThread): void {
  if (message.kind === "run") void run(message);
  else if (message.kind === "abort") abort.abort(new Error("The job has ended."));
  else if (message.kind === "end") void end(message.hasJobFailed);
}

async function run(task: ThreadTask): Promise<void> {
  if (stages === undefined) throw new Error("A thread has work before it is ready.");
  current = task;
  goOn(undefined);
  const running = stages;
  const timer = setInterval(() => {
    const counts = running.counts(task.stageId);
    if (counts !== undefined) channel.send({ kind: "progress", counts });
  }, progressMillis).unref();
  try {
    await running.run(task);
  } catch (error) {
    channel.closeFeed(taskFeed(task.task));
    channel.send({ kind: "failed", task: task.task, error: recordError(error), report: running.report(task.stageId) });
  } finally {
    clearInterval(timer);
    current = undefined;
    rest();
  }
}

async function end(hasJobFailed: boolean): Promise<void> {
  let error: unknown;
  try {
    await stages?.settled();
    await stages?.teardown(hasJobFailed);
  } catch (thrown) {
    error = thrown;
  }
  channel.send({ kind: "ended", error: error === undefined ? undefined : recordError(error) });
  await channel.waitFor(Promise.all([process.stdout, process.stderr].map(printed)));
  // A script is still in its run(), which never returns here.
  process.exit(0);
}

/** Waits until all is printed that was written to a stream. */
function printed(stream: NodeJS.WriteStream): Promise<unknown> {
  return new Promise((resolve) => stream.write("", resolve));
}
