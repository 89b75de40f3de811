// How much the memory of a worker grows while it runs bundles: the slope over three thousand, after two thousand others.
import { startWorker } from "../../../../sdk/harness/worker.ts";
import { Pipeline } from "../../../../sdk/index.ts";
import { slopeOfLine } from "../line-through.ts";
import { reportPortable } from "../portable-figure.ts";
import { startStageRunner } from "../stage-runner.ts";

const warmUpBundles = 2_000;
const samples = 31;
const bundlesPerSample = 100;
const elements = Array.from({ length: 200 }, (_, i) => `element ${String(i)}`);

const { gc } = globalThis;
if (gc === undefined) throw new Error("This figure needs --expose-gc.");

const p = Pipeline.create({ quiet: true });
p.create([""])
  .reshuffle()
  .map("Step", (text) => `${text}!`)
  .reshuffle("Out");
const { runner, run } = await startStageRunner(p, "Step", elements);
const worker = startWorker({
  id: "w",
  controlEndpoint: runner.address,
  provisionEndpoint: runner.address,
  functions: p.functions,
});

let bundles = 0;
async function runBundles(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await run(`bundle ${String(bundles++)}`);
  runner.forgetOutputs();
}

const heap: number[] = [];
const resident: number[] = [];
await runBundles(warmUpBundles);
for (let sample = 0; sample < samples; sample++) {
  if (sample > 0) await runBundles(bundlesPerSample);
  gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  heap.push((heapUsed + external) / 1e6);
  resident.push(rss / 1e6);
}
await worker.stop();
runner.close();

const perThousand = 1_000 / bundlesPerSample;
const last = (values: readonly number[]): string => `${(values.at(-1) ?? 0).toFixed(0)} MB`;
reportPortable(
  {
    name: "memory over 1,000 bundles: heap",
    value: slopeOfLine(heap) * perThousand,
    unit: "MB",
    goal: 0.1,
    isGate: true,
    details: `growth after gc, buffers included; ${last(heap)} at the end`,
  },
  {
    name: "memory over 1,000 bundles: resident",
    value: slopeOfLine(resident) * perThousand,
    unit: "MB",
    goal: 2,
    isGate: true,
    details: `growth after gc; ${last(resident)} at the end`,
  },
);
