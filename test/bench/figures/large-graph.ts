// Building, translating and planning a graph of many transforms, and whether the time grows linearly.
import { Pipeline, type PCollection } from "../../../sdk/index.ts";
import { planPipeline } from "../../../runners/direct/planner/plan-pipeline.ts";
import { report, secondsOf } from "../figure.ts";

async function buildAndPlan(transformCount: number): Promise<void> {
  const p = Pipeline.create();
  let collection: PCollection<number> = p.create([1]);
  for (let i = 0; i < transformCount; i++) {
    collection = i % 10 === 9 ? collection.reshuffle() : collection.map((n) => n + 1);
  }
  planPipeline(await p.toProto(), p.functions);
}

await buildAndPlan(500);
const small = await secondsOf(() => buildAndPlan(1_250));
const large = await secondsOf(() => buildAndPlan(5_000));
const details = `5,000 transforms in ${large.toFixed(2)} s, 1,250 in ${small.toFixed(2)} s`;
report(
  { name: "large-graph", value: large, unit: "s", goal: 2, details },
  // Four times the transforms in four times the time; the rest is allowed to the noise of short times.
  { name: "large-graph growth", value: large / small, unit: "x", goal: 6, details },
);
