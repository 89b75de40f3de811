import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  ComponentsSchema,
  PipelineSchema,
  PubSubReadPayloadSchema,
  type ArtifactInformation,
  type Pipeline,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../sdk/model/urns.ts";
import type { DataflowOptions } from "../../sdk/options/dataflow-options.ts";
import { standardDefaults } from "../../sdk/options/pipeline-options.ts";
import { artifactsOf, stagedFile } from "../../sdk/staging/staged-file.ts";
import { Pipeline as Program } from "../../sdk/pipeline/pipeline.ts";
import { sum } from "../../transforms/index.ts";
import { minutes } from "../../sdk/values/duration.ts";
import { fixedWindows } from "../../sdk/windowing/fixed-windows.ts";
import { readPubSub, writePubSub } from "../../io/pubsub/index.ts";
import { pipelines } from "../golden/pipelines.ts";
import { planJob } from "../../runners/dataflow/plan-job.ts";
import type { DataflowPlan } from "../../runners/dataflow/plan.ts";
import { readSettings } from "../../runners/dataflow/settings/read-settings.ts";

/** What a job can't do without. */
export const leastOptions = Object.freeze({
  project: "test-project",
  region: "us-central1",
  tempLocation: "gs://test-bucket/temp",
  sdkContainerImage: "us-docker.pkg.dev/test-project/images/purlin:1",
}) satisfies DataflowOptions;

/** A machine that is set up for nothing. */
export const bareMachine = Object.freeze({ variables: {}, readFile: () => undefined });

/** Writes files that stand for a bundled program, and returns them as the dependencies of an environment. */
export async function stagedProgram(folder: string): Promise<ArtifactInformation[]> {
  const files = ["program.mjs", "job.json"].map((name) => path.join(folder, name));
  for (const file of files) writeFileSync(file, `the contents of ${path.basename(file)}`);
  return artifactsOf(await Promise.all(files.map(stagedFile)));
}

/** Returns what makes one of the pipelines of test/golden. */
export function goldenPipeline(name: string): () => Promise<Pipeline> {
  const make = pipelines[name];
  if (make === undefined) throw new Error(`There is no golden pipeline "${name}".`);
  return () => make().toProto();
}

/** Returns a streaming pipeline of ours: it counts what Pub/Sub gives, by the minute, and writes the counts there. */
export function countedMessages(): Promise<Pipeline> {
  const p = Program.create();
  p.apply("Read", readPubSub({ subscription: "projects/test-project/subscriptions/plays" }))
    .window("Minutes", fixedWindows(minutes(1)))
    .map("Parse", (bytes): [string, number] => [new TextDecoder().decode(bytes), 1])
    .combinePerKey("Count", sum())
    .map("Format", ([word, count]) => ({ data: new TextEncoder().encode(`${word}: ${String(count)}`) }))
    .apply("Write", writePubSub({ topic: "projects/test-project/topics/counts" }));
  return p.toProto();
}

/**
 * Returns a streaming pipeline: Go's, in which the service itself reads and writes Pub/Sub. It is without the files of its
 * SDK, and with a subscription of a name that Pub/Sub takes.
 */
export function streamingPipeline(): Promise<Pipeline> {
  const specimen = new URL("../golden/specimens/go-pubsub.pipeline.pb", import.meta.url);
  const pipeline = fromBinary(PipelineSchema, readFileSync(specimen));
  const { environments, transforms } = pipeline.components ?? create(ComponentsSchema);
  for (const environment of Object.values(environments)) environment.dependencies = [];
  for (const { spec } of Object.values(transforms)) {
    if (spec?.urn !== urns.composites.pubsubRead) continue;
    const payload = fromBinary(PubSubReadPayloadSchema, spec.payload);
    payload.subscription = "projects/test-project/subscriptions/incoming";
    spec.payload = toBinary(PubSubReadPayloadSchema, payload);
  }
  return Promise.resolve(pipeline);
}

/** What a plan is made with here. */
export interface PlannedWith {
  readonly dataflow?: DataflowOptions;
  readonly own?: Readonly<Record<string, unknown>>;
}

/** Plans a job of a pipeline whose program lies in `folder`. */
export async function planned(pipeline: Pipeline, folder: string, given: PlannedWith = {}): Promise<DataflowPlan> {
  const options = {
    ...standardDefaults,
    ...given.own,
    jobName: "golden",
    dataflow: { ...leastOptions, ...given.dataflow },
  };
  return planJob({
    request: { pipeline, options },
    settings: readSettings(options, bareMachine),
    staged: { artifacts: await stagedProgram(folder) },
    clientRequestId: "20261121101500123-00000001",
  });
}
