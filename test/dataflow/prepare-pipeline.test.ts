import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  AnyOfEnvironmentPayloadSchema,
  ArtifactFilePayloadSchema,
  ArtifactInformationSchema,
  ArtifactUrlPayloadSchema,
  DockerPayloadSchema,
  EnvironmentSchema,
  ParDoPayloadSchema,
  PipelineSchema,
  PTransformSchema,
  type Environment,
  type Pipeline,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../sdk/model/urns.ts";
import { Pipeline as Program } from "../../sdk/pipeline/pipeline.ts";
import { purlinUrns } from "../../sdk/translate/purlin-urns.ts";
import { DataflowError } from "../../runners/dataflow/dataflow-errors.ts";
import { preparePipeline } from "../../runners/dataflow/pipeline/prepare-pipeline.ts";
import { goldenPipeline, leastOptions, planned } from "./planned.ts";
import { objectsOf } from "./staged-objects.ts";
import { validateJob } from "./validator/validate-job.ts";

const own = { image: leastOptions.sdkContainerImage, artifacts: [] };

function docker(containerImage: string): Environment {
  const payload = toBinary(DockerPayloadSchema, create(DockerPayloadSchema, { containerImage }));
  return create(EnvironmentSchema, { urn: urns.environments.docker, payload });
}

/** A word count in which one composite is another SDK's. */
async function withForeign(environment: Environment): Promise<Pipeline> {
  const pipeline = await goldenPipeline("word-count")();
  const { transforms, environments } = pipeline.components!;
  environments.external_env = environment;
  const { Words } = transforms;
  transforms.Foreign = create(PTransformSchema, { ...Words!, uniqueName: "Foreign", subtransforms: ["Words"] });
  delete transforms.Foreign.spec;
  transforms.Foreign.environmentId = "";
  Words!.uniqueName = "Foreign/Words";
  Words!.environmentId = "external_env";
  pipeline.rootTransformIds = pipeline.rootTransformIds.map((id) => (id === "Words" ? "Foreign" : id));
  return pipeline;
}

function environmentIds(pipeline: Pipeline): Record<string, string> {
  const { transforms } = pipeline.components!;
  return Object.fromEntries(Object.values(transforms).map((step) => [step.uniqueName, step.environmentId]));
}

describe("a pipeline for Dataflow", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "purlin-prepare-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("has an environment on each step but those that the service runs itself, and on each windowing", async () => {
    const prepared = preparePipeline(await goldenPipeline("composites")(), own);
    for (const { spec, environmentId, uniqueName } of Object.values(prepared.components!.transforms)) {
      const isOfTheService = [urns.primitives.impulse, urns.primitives.groupByKey].includes(spec?.urn as never);
      expect([uniqueName, environmentId === ""]).toEqual([uniqueName, isOfTheService]);
    }
    const strategies = Object.values(prepared.components!.windowingStrategies);
    expect(strategies.map(({ environmentId }) => environmentId)).toEqual(strategies.map(() => "purlin"));
  });

  it("leaves steps of another SDK where they are, in its container, and the composites that hold nothing else", async () => {
    const prepared = preparePipeline(await withForeign(docker("beam/java:1")), own);
    expect(environmentIds(prepared)).toMatchObject({
      Foreign: "external_env",
      "Foreign/Words": "external_env",
      Count: "purlin",
      "Count/Group": "",
    });
    const { environments } = prepared.components!;
    const imageOf = (id: string): string => fromBinary(DockerPayloadSchema, environments[id]!.payload).containerImage;
    expect([imageOf("purlin"), imageOf("external_env")]).toEqual([leastOptions.sdkContainerImage, "beam/java:1"]);
  });

  it("takes the container where another SDK offers several ways to start workers", async () => {
    const external = create(EnvironmentSchema, { urn: urns.environments.external });
    const offered = create(AnyOfEnvironmentPayloadSchema, { environments: [external, docker("beam/java:2")] });
    const anyOf = create(EnvironmentSchema, {
      urn: urns.environments.anyof,
      payload: toBinary(AnyOfEnvironmentPayloadSchema, offered),
    });
    const prepared = preparePipeline(await withForeign(anyOf), own);
    expect(prepared.components!.environments.external_env).toMatchObject({ urn: urns.environments.docker });
  });

  it.each<{ name: string; environment: Environment }>([
    { name: "workers that run already", environment: create(EnvironmentSchema, { urn: urns.environments.external }) },
    { name: "a container without an image", environment: docker("") },
  ])("is refused where another SDK's steps are in $name", async ({ environment }) => {
    const pipeline = await withForeign(environment);
    expect(() => preparePipeline(pipeline, own)).toThrow(DataflowError);
    expect(() => preparePipeline(pipeline, own)).toThrow(
      'Dataflow runs steps in containers alone, and step "Foreign/Words" of another SDK is in none.',
    );
  });

  it("keeps combinations whole, since the service takes them apart itself", async () => {
    const prepared = preparePipeline(await goldenPipeline("word-count")(), own);
    const { Count } = prepared.components!.transforms;
    expect(Count).toMatchObject({
      spec: { urn: urns.composites.combinePerKey },
      subtransforms: ["Count-Group", "Count-CombineGroups"],
    });
  });

  it("gives a flatten inputs of one coder, and windows that the service knows", async () => {
    const flattened = preparePipeline(await goldenPipeline("flatten")(), own).components!;
    const coderOf = (id: string): string | undefined => flattened.pcollections[id]?.coderId;
    for (const { spec, inputs, outputs } of Object.values(flattened.transforms)) {
      if (spec?.urn !== urns.primitives.flatten) continue;
      const [output] = Object.values(outputs).map(coderOf);
      expect(Object.values(inputs).map(coderOf)).toEqual(Object.values(inputs).map(() => output));
    }
    const windowed = preparePipeline(await goldenPipeline("windows")(), own).components!;
    const windowFns = Object.values(windowed.windowingStrategies).map(({ windowFn }) => windowFn?.urn);
    expect(windowFns).not.toContain(purlinUrns.calendarWindows);
  });

  it("lists what its functions require of the service, once", async () => {
    const pipeline = await goldenPipeline("word-count")();
    for (const id of ["Words", "Pair"]) {
      const { spec } = pipeline.components!.transforms[id]!;
      const payload = fromBinary(ParDoPayloadSchema, spec!.payload);
      payload.restrictionCoderId = "bytes";
      payload.requestsFinalization = true;
      spec!.payload = toBinary(ParDoPayloadSchema, payload);
    }
    const { requiresSplittableDofn, requiresBundleFinalization } = urns.requirements;
    expect(preparePipeline(pipeline, own).requirements).toEqual([requiresSplittableDofn, requiresBundleFinalization]);
    expect(preparePipeline(await goldenPipeline("word-count")(), own).requirements).toEqual([]);
  });

  it("has a container for each kind of machine that its steps ask for, and the only image is none of them", async () => {
    const p = Program.create();
    p.create([1])
      .map("Large", (n) => n, { resourceHints: { minRamBytes: 2 ** 34 } })
      .map("Small", (n) => n);
    const plan = await planned(await p.toProto(), folder);
    const [pool] = plan.job.environment!.workerPools!;
    expect(pool!.sdkHarnessContainerImages!.map(({ environmentId }) => environmentId).sort()).toEqual([
      "purlin",
      "purlin/0",
    ]);
    expect(pool).not.toHaveProperty("workerHarnessContainerImage");
    const objects = objectsOf(plan);
    expect(validateJob(plan.job, { read: (url) => objects.get(url) })).toEqual([]);
  });

  it("stages the files of other SDKs beside its own, and each once", async () => {
    const jar = path.join(folder, "beam.jar");
    writeFileSync(jar, "classes");
    const environment = docker("beam/java:1");
    const typePayload = toBinary(ArtifactFilePayloadSchema, create(ArtifactFilePayloadSchema, { path: jar }));
    const artifact = create(ArtifactInformationSchema, { typeUrn: urns.artifactTypes.file, typePayload });
    environment.dependencies = [artifact, artifact];
    const plan = await planned(await withForeign(environment), folder);
    expect(plan.uploads.map(({ name }) => name)).toEqual(["program.mjs", "job.json", "beam.jar", "pipeline.pb"]);
    const { components } = fromBinary(PipelineSchema, plan.pipeline);
    const [first] = components!.environments.external_env!.dependencies;
    expect(fromBinary(ArtifactUrlPayloadSchema, first!.typePayload).url).toBe(plan.uploads[2]!.url);
    const objects = objectsOf(plan);
    expect(validateJob(plan.job, { read: (url) => objects.get(url) })).toEqual([]);
  });

  it.each<{ name: string; typeUrn: string; file: string; message: RegExp }>([
    {
      name: "is no file",
      typeUrn: urns.artifactTypes.maven,
      file: "",
      message: /depends on can't be staged: only files/,
    },
    {
      name: "is gone",
      typeUrn: urns.artifactTypes.file,
      file: "/gone.jar",
      message: /^The file "\/gone.jar", which .* can't be read/,
    },
  ])("is refused where what an environment depends on $name", async ({ typeUrn, file, message }) => {
    const environment = docker("beam/java:1");
    const typePayload = toBinary(ArtifactFilePayloadSchema, create(ArtifactFilePayloadSchema, { path: file }));
    environment.dependencies = [create(ArtifactInformationSchema, { typeUrn, typePayload })];
    const pipeline = await withForeign(environment);
    await expect(planned(pipeline, folder)).rejects.toThrow(DataflowError);
    await expect(planned(pipeline, folder)).rejects.toThrow(message);
  });
});
