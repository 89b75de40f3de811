import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { IsBounded_Enum } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { DataflowPlan, JobBody } from "../../../runners/dataflow/plan.ts";
import { goldenPipeline, planned } from "../planned.ts";
import { objectsOf } from "../staged-objects.ts";
import { rules } from "./job-rules.ts";
import { changePipeline, partsOf, type Spoilt } from "./spoilt-job.ts";
import { validateJob } from "./validate-job.ts";

const specimens = new URL("../specimens/", import.meta.url);

function specimen(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, specimens), "utf8"));
}

describe("the validator passes what the official SDKs send", () => {
  it.each(readdirSync(specimens))("%s", (name) => {
    const job = specimen(name);
    // Python's client sends words by their number, but not into templates.
    expect(validateJob(job, { numberedWords: name.startsWith("python") })).toEqual([]);
  });
});

interface Mutation {
  readonly name: string;
  readonly spoil: (spoilt: Spoilt) => unknown;
  readonly fault: string | RegExp;
}

const bySchema: readonly Mutation[] = [
  {
    name: "a field that jobs lack",
    spoil: ({ job }) => (job.colour = "red"),
    fault: "Job.colour: there is no such field",
  },
  {
    name: "a field that environments lack",
    spoil: ({ environment }) => (environment.stagingLocation = "gs://x/y"),
    fault: /stagingLocation: there is no such field/,
  },
  {
    name: "a field of another place",
    spoil: ({ pool }) => (pool.maxNumWorkers = 3),
    fault: /workerPools\[0\]\.maxNumWorkers: there is no such field/,
  },
  {
    name: "a word that there is none of",
    spoil: ({ job }) => (job.type = "STREAMING"),
    fault: /Job\.type: expected one of/,
  },
  {
    name: "a word by its number",
    spoil: ({ job }) => (job.type = 1 as never),
    fault: "Job.type: expected string, found 1",
  },
  {
    name: "a number as a text",
    spoil: ({ pool }) => (pool.numWorkers = "2"),
    fault: /numWorkers: expected integer, found "2"/,
  },
  {
    name: "half a number",
    spoil: ({ pool }) => (pool.numWorkers = 1.5),
    fault: /numWorkers: expected int32, found 1.5/,
  },
  {
    name: "a number that is too large",
    spoil: ({ pool }) => (pool.diskSizeGb = 2 ** 31),
    fault: /diskSizeGb: expected int32/,
  },
  {
    name: "a label that is a number",
    spoil: ({ job }) => (job.labels = { a: 1 as never }),
    fault: /Job\.labels\.a: expected string, found 1/,
  },
  {
    name: "null",
    spoil: ({ environment }) => (environment.serviceAccountEmail = null),
    fault: /serviceAccountEmail: expected string, found null/,
  },
  {
    name: "a list in the place of its only member",
    spoil: ({ environment, pool }) => (environment.workerPools = pool as never),
    fault: /workerPools: expected array/,
  },
  {
    name: "a time that is none",
    spoil: ({ job }) => (job.createTime = "yesterday"),
    fault: /createTime: expected google-datetime/,
  },
];

const byRules: readonly Mutation[] = [
  {
    name: "the name is one of the service's",
    spoil: ({ job }) => (job.name = "Bad_Name"),
    fault: "the name is one of the service's",
  },
  {
    name: "the job is a batch or a streaming one",
    spoil: ({ job }) => delete job.type,
    fault: "the job is a batch or a streaming one",
  },
  {
    name: "there are no steps: the graph is that of the pipeline",
    spoil: ({ job }) => (job.steps = [{ kind: "Impulse", name: "s1", properties: {} }]),
    fault: "there are no steps: the graph is that of the pipeline",
  },
  {
    name: "a mapping of names belongs to an update",
    spoil: ({ job }) => (job.transformNameMapping = { a: "b" }),
    fault: "a mapping of names belongs to an update",
  },
  {
    name: "only streaming jobs are updated",
    spoil: ({ job }) => (job.replaceJobId = "2026-11-21_1"),
    fault: "only streaming jobs are updated",
  },
  {
    name: "there are at most 64 labels",
    spoil: ({ job }) => (job.labels = Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`l${String(n)}`, ""]))),
    fault: "there are at most 64 labels",
  },
  {
    name: "labels are of plain letters",
    spoil: ({ job }) => (job.labels = { Team: "x" }),
    fault: "labels are of plain letters",
  },
  {
    name: "the request is smaller than the largest that is taken",
    spoil: ({ options }) => (options.long = "x".repeat(10 * 1024 * 1024)),
    fault: "the request is smaller than the largest that is taken",
  },
  {
    name: "the environment's kind is that of the job",
    spoil: ({ environment }) => (environment.version!.job_type = "STREAMING"),
    fault: "the environment's kind is that of the job",
  },
  {
    name: "the environment's major version is a text of digits",
    spoil: ({ environment }) => (environment.version!.major = 8),
    fault: "the environment's major version is a text of digits",
  },
  {
    name: "the user agent has a name and a version",
    spoil: ({ environment }) => delete environment.userAgent!.version,
    fault: "the user agent has a name and a version",
  },
  {
    name: "no experiment is listed twice",
    spoil: ({ experiments }) => experiments.push("beam_fn_api"),
    fault: "no experiment is listed twice",
  },
  {
    name: "the experiments of a portable pipeline are there",
    spoil: ({ experiments }) => experiments.splice(experiments.indexOf("use_runner_v2"), 1),
    fault: "the experiment use_runner_v2 is missing",
  },
  {
    name: "no experiment turns Runner v2 off",
    spoil: ({ experiments }) => experiments.push("disable_runner_v2"),
    fault: "the experiment disable_runner_v2 turns Runner v2 off",
  },
  {
    name: "temporary files are in Cloud Storage",
    spoil: ({ environment }) => (environment.tempStoragePrefix = "/tmp"),
    fault: "temporary files are in Cloud Storage",
  },
  {
    name: "workers are in a region or in a zone",
    spoil: ({ environment }) => Object.assign(environment, { workerRegion: "us-east1", workerZone: "us-east1-b" }),
    fault: "workers are in a region or in a zone",
  },
  {
    name: "options are one level deeper than elsewhere",
    spoil: ({ environment, options }) => (environment.sdkPipelineOptions = options),
    fault: "options are one level deeper than elsewhere",
  },
  {
    name: "the pipeline is in Cloud Storage",
    spoil: ({ options }) => delete options.pipelineUrl,
    fault: "the pipeline is in Cloud Storage",
  },
  {
    name: "the pipeline's hash is a sha256",
    spoil: ({ options }) => (options.pipelineProtoHash = "abc"),
    fault: "the pipeline's hash is a sha256",
  },
  {
    name: "workers are told the same experiments",
    spoil: ({ options }) => (options.experiments = ["beam_fn_api"]),
    fault: "workers are told the same experiments",
  },
  {
    name: "there is one pool of workers",
    spoil: ({ environment, pool }) => (environment.workerPools = [pool, pool] as never),
    fault: "there is one pool of workers",
  },
  {
    name: "the pool's kind is harness",
    spoil: ({ pool }) => (pool.kind = "local"),
    fault: "the pool's kind is harness",
  },
  {
    name: "the job begins with no more workers than it may have",
    spoil: ({ pool }) => Object.assign(pool, { numWorkers: 9, autoscalingSettings: { maxNumWorkers: 5 } }),
    fault: "the job begins with no more workers than it may have",
  },
  {
    name: "there are containers",
    spoil: ({ pool }) => (pool.sdkHarnessContainerImages = []),
    fault: "there are containers",
  },
  {
    name: "each environment has one container",
    spoil: ({ pool, image }) => (pool.sdkHarnessContainerImages = [image, image]),
    fault: "each environment has one container",
  },
  {
    name: "containers have images",
    spoil: ({ image }) => (image.containerImage = ""),
    fault: "containers have images",
  },
  {
    name: "a container has all cores when its worker says that it uses them",
    spoil: ({ image }) => (image.useSingleCorePerContainer = false),
    fault: "a container has all cores when its worker says that it uses them",
  },
  {
    name: "the only image is the pool's",
    spoil: ({ pool }) => (pool.workerHarnessContainerImage = "other"),
    fault: "the only image is the pool's",
  },
  {
    name: "packages have names of their own",
    spoil: ({ packages }) => (packages[1]!.name = packages[0]!.name),
    fault: "packages have names of their own",
  },
  {
    name: "packages are in Cloud Storage",
    spoil: ({ packages }) => (packages[0]!.location = "/tmp/program.mjs"),
    fault: "packages are in Cloud Storage",
  },
  {
    name: "packages' hashes are sha256",
    spoil: ({ packages }) => (packages[0]!.sha256 = "abc"),
    fault: "packages' hashes are sha256",
  },
];

const byWhatIsStaged: readonly Mutation[] = [
  {
    name: "a pipeline that is not there",
    spoil: ({ options }) => (options.pipelineUrl = "gs://test-bucket/none.pb"),
    fault: "the pipeline is not staged: gs://test-bucket/none.pb",
  },
  {
    name: "a pipeline of another hash",
    spoil: ({ options }) => (options.pipelineProtoHash = "0".repeat(64)),
    fault: "the pipeline's hash is another",
  },
  {
    name: "a package that is not there",
    spoil: ({ packages }) => (packages[0]!.location = "gs://test-bucket/none"),
    fault: /^package purlin-.*-program\.mjs is not staged$/,
  },
  {
    name: "a package of another hash",
    spoil: ({ packages }) => (packages[0]!.sha256 = "0".repeat(64)),
    fault: /^package purlin-.*-program\.mjs has another hash$/,
  },
  {
    name: "a package that is not listed",
    spoil: ({ packages }) => packages.pop(),
    fault: /^environment purlin depends on what is no package: gs:.*-job\.json$/,
  },
  {
    name: "an artifact that was changed",
    spoil: ({ packages, objects }) => {
      objects.set(String(packages[0]!.location), Buffer.from("other"));
      delete packages[0]!.sha256;
    },
    fault: /^environment purlin depends on what has another hash/,
  },
  {
    name: "an artifact that is a file of the submitter",
    spoil: (spoilt) =>
      changePipeline(
        spoilt,
        ({ components }) => (components!.environments.purlin!.dependencies[0]!.typeUrn = "beam:artifact:type:file:v1"),
      ),
    fault: "environment purlin depends on what is no URL: beam:artifact:type:file:v1",
  },
  {
    name: "an environment without a container",
    spoil: ({ image }) => (image.environmentId = "other"),
    fault: "environment purlin has no container",
  },
  {
    name: "another image",
    spoil: ({ image, pool }) => (image.containerImage = pool.workerHarnessContainerImage = "other"),
    fault: "environment purlin has another image",
  },
  {
    name: "other capabilities",
    spoil: ({ image }) => (image.capabilities = []),
    fault: "environment purlin has other capabilities",
  },
  {
    name: "unbounded data in a batch job",
    spoil: (spoilt) =>
      changePipeline(
        spoilt,
        ({ components }) => (components!.pcollections["Pair.output"]!.isBounded = IsBounded_Enum.UNBOUNDED),
      ),
    fault: "the pipeline has unbounded data, and the job is a batch one",
  },
  {
    name: "a function without an environment",
    spoil: (spoilt) => changePipeline(spoilt, ({ components }) => (components!.transforms.Words!.environmentId = "")),
    fault: "step Words has no environment",
  },
  {
    name: "a group in an environment",
    spoil: (spoilt) =>
      changePipeline(spoilt, ({ components }) => (components!.transforms["Count-Group"]!.environmentId = "purlin")),
    fault: "step Count/Group is the service's, and has an environment",
  },
  {
    name: "two steps of one name",
    spoil: (spoilt) => changePipeline(spoilt, ({ components }) => (components!.transforms.Words!.uniqueName = "Pair")),
    fault: 'Two steps are called "Pair".',
  },
  {
    name: "a group whose keys have two coders",
    spoil: (spoilt) =>
      changePipeline(spoilt, ({ components }) => (components!.coders.kv_2!.componentCoderIds[0] = "value")),
    fault: /^Dataflow can't group by key in "Count\/Group"/,
  },
];

describe("the validator catches", () => {
  let folder: string;
  let plan: DataflowPlan;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "purlin-validator-"));
    plan = await planned(await goldenPipeline("word-count")(), folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function faultsOf(spoil: Mutation["spoil"]): string[] {
    const spoilt = partsOf(structuredClone(plan.job), objectsOf(plan));
    spoil(spoilt);
    return validateJob(spoilt.job, { read: (url) => spoilt.objects.get(url) });
  }

  it("nothing in a job as it was planned", () => {
    expect(faultsOf(() => undefined)).toEqual([]);
  });

  it.each([...bySchema, ...byRules, ...byWhatIsStaged])("$name", ({ spoil, fault }) => {
    expect(faultsOf(spoil)).toContainEqual(typeof fault === "string" ? fault : expect.stringMatching(fault));
  });

  it("what breaks each of its rules", () => {
    const tried = new Set(byRules.map(({ name }) => name));
    expect(rules.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });

  it("a streaming job without the experiments of one", () => {
    const job = structuredClone(specimen("go-pubsub.job.json")) as JobBody;
    const { environment } = job;
    environment!.experiments = environment!.experiments!.filter((one) => one !== "enable_streaming_engine");
    expect(validateJob(job)).toContain("the experiment enable_streaming_engine is missing");
  });
});
