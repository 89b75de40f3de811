import { toBinary } from "@bufbuild/protobuf";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { attachToDataflowJob } from "../../runners/dataflow/index.ts";
import { Pipeline } from "../../sdk/index.ts";
import { PipelineSchema } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { runsForever, scriptedExecutor, type Script } from "../services/dataflow/scripted-executor.ts";
import { startPlainStorage, type PlainStorage } from "../services/plain-storage.ts";
import { doubleAndClient } from "./jobs-of-double.ts";

let storage: PlainStorage;
beforeEach(async () => {
  storage = await startPlainStorage("my-bucket");
  vi.stubEnv("STORAGE_EMULATOR_HOST", storage.endpoint);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await storage.close();
});

/** Submits a job whose pipeline lies in Cloud Storage, and returns its place and the id of its step "Upper". */
async function submitted(script: (stepId: string) => Script): Promise<{
  readonly options: Parameters<typeof attachToDataflowJob>[0];
  readonly stepId: string;
}> {
  const p = Pipeline.create();
  p.create(["a"]).map("Upper", (word) => word.toUpperCase());
  const proto = await p.toProto();
  const [stepId = ""] =
    Object.entries(proto.components?.transforms ?? {}).find(([, { uniqueName }]) => uniqueName === "Upper") ?? [];
  const bytes = Buffer.from(toBinary(PipelineSchema, proto));
  storage.objects.set("my-bucket/pipeline.pb", { bytes, metadata: {}, generation: 1 });
  const executor = scriptedExecutor({ script: () => script(stepId) });
  const { double, client } = await doubleAndClient({ executor, isShaky: false });
  const { id } = await client.create({
    name: "count-words",
    type: "JOB_TYPE_BATCH",
    environment: { sdkPipelineOptions: { options: { pipelineUrl: "gs://my-bucket/pipeline.pb" } } },
  });
  const place = { project: "my-project", region: "europe-west1", dataflowEndpoint: double.endpoint };
  return { options: { ...place, jobId: id ?? "", quiet: true }, stepId };
}

const counted = (stepId: string): Script => [
  {
    metrics: [{ name: { origin: "user", name: "words", context: { step: stepId, namespace: "" } }, scalar: 3 }],
  },
  { state: "JOB_STATE_DONE" },
];

describe("attaching to a job", () => {
  it("waits for its end, and has its metrics by the names of the pipeline that was staged", async () => {
    const { options } = await submitted(counted);
    const job = await attachToDataflowJob(options);
    const { state, metrics } = await job.waitUntilFinish();
    expect([state, metrics.counters()]).toMatchObject(["done", [{ step: "Upper", name: "words", value: 3 }]]);
  });

  it("has its metrics by ids where the pipeline that was staged is gone", async () => {
    const { options, stepId } = await submitted(counted);
    storage.objects.clear();
    const { metrics } = await (await attachToDataflowJob(options)).waitUntilFinish();
    expect(metrics.counters()).toMatchObject([{ step: stepId, value: 3 }]);
  });

  it("can cancel it", async () => {
    const { options } = await submitted(() => runsForever);
    const job = await attachToDataflowJob(options);
    await job.cancel();
    expect(job.state).toBe("cancelled");
  });

  it("is refused where there is no such job", async () => {
    const { options } = await submitted(() => runsForever);
    await expect(attachToDataflowJob({ ...options, jobId: "another" })).rejects.toThrow(
      /There is no job "another" in the region europe-west1 of the project "my-project"\..*purlin jobs --project/s,
    );
  });
});
