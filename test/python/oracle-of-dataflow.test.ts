import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { fromBinary, toBinary, toJson } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ArtifactUrlPayloadSchema,
  PipelineSchema,
  type Pipeline,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { DataflowOptions } from "../../sdk/options/dataflow-options.ts";
import { preparePipeline } from "../../runners/dataflow/pipeline/prepare-pipeline.ts";
import type { DataflowPlan, JobBody } from "../../runners/dataflow/plan.ts";
import { goldenPipeline, leastOptions, planned, stagedProgram, countedMessages } from "../dataflow/planned.ts";
import { spelledOut } from "../dataflow/validator/check-schema.ts";
import { differencesOf, withoutKnownDifferences } from "./known-differences.ts";

const python = process.env.PURLIN_PYTHON;
const install =
  "python3 -m venv beam && beam/bin/pip install apache-beam==2.77.0 google-auth-httplib2 google-cloud-dataflow-client " +
  "google-cloud-storage, then set PURLIN_PYTHON=$PWD/beam/bin/python";
const isRequired = process.env.PURLIN_REQUIRE_TOOLS === "1";

if (python === undefined && !isRequired) console.warn(`Skipped, for want of Python's Beam: ${install}`);

interface Case {
  readonly name: string;
  readonly pipeline: () => Promise<Pipeline>;
  readonly dataflow?: DataflowOptions;
  /** The same, as options of the official runner. */
  readonly official?: readonly string[];
}

const cases: readonly Case[] = [
  ...["word-count", "windows", "combine", "outputs", "flatten", "composites", "coders", "side-inputs"].map((name) => ({
    name,
    pipeline: goldenPipeline(name),
  })),
  {
    name: "every option",
    pipeline: goldenPipeline("word-count"),
    dataflow: {
      stagingLocation: "gs://test-bucket/staging",
      numWorkers: 2,
      maxNumWorkers: 5,
      autoscalingAlgorithm: "THROUGHPUT_BASED",
      workerMachineType: "n2-standard-4",
      diskSizeGb: 50,
      workerDiskType: "compute.googleapis.com/projects/p/zones/us-central1-a/diskTypes/pd-ssd",
      serviceAccountEmail: "worker@test-project.iam.gserviceaccount.com",
      network: "default",
      subnetwork: "regions/us-central1/subnetworks/default",
      usePublicIps: false,
      kmsKey: "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k",
      labels: { team: "search", env: "dev" },
      experiments: ["shuffle_mode=service"],
      serviceOptions: ["enable_prime"],
      flexRsGoal: "COST_OPTIMIZED",
      workerZone: "us-central1-a",
      numberOfWorkerHarnessThreads: 4,
      minCpuPlatform: "Intel Skylake",
      hotKeyLogging: true,
    },
    official: [
      "--staging_location=gs://test-bucket/staging",
      "--num_workers=2",
      "--max_num_workers=5",
      "--autoscaling_algorithm=THROUGHPUT_BASED",
      "--machine_type=n2-standard-4",
      "--disk_size_gb=50",
      "--worker_disk_type=compute.googleapis.com/projects/p/zones/us-central1-a/diskTypes/pd-ssd",
      "--service_account_email=worker@test-project.iam.gserviceaccount.com",
      "--network=default",
      "--subnetwork=regions/us-central1/subnetworks/default",
      "--no_use_public_ips",
      "--dataflow_kms_key=projects/p/locations/us-central1/keyRings/r/cryptoKeys/k",
      "--labels=team=search",
      "--labels=env=dev",
      "--experiments=shuffle_mode=service",
      "--dataflow_service_options=enable_prime",
      "--flexrs_goal=COST_OPTIMIZED",
      "--worker_zone=us-central1-a",
      "--number_of_worker_harness_threads=4",
      "--min_cpu_platform=Intel Skylake",
      "--enable_hot_key_logging",
    ],
  },
  {
    name: "workers without scaling, in a region",
    pipeline: goldenPipeline("word-count"),
    dataflow: {
      autoscalingAlgorithm: "NONE",
      workerRegion: "us-east1",
      usePublicIps: true,
      flexRsGoal: "SPEED_OPTIMIZED",
    },
    official: [
      "--autoscaling_algorithm=NONE",
      "--worker_region=us-east1",
      "--use_public_ips",
      "--flexrs_goal=SPEED_OPTIMIZED",
    ],
  },
  { name: "streaming", pipeline: countedMessages, official: ["--streaming"] },
  {
    name: "an update",
    pipeline: countedMessages,
    dataflow: { update: true, transformNameMapping: { "Old/Count": "Count" } },
    official: ["--streaming", "--update", '--transform_name_mapping={"Old/Count":"Count"}'],
  },
];

interface Answer {
  readonly plan: DataflowPlan;
  readonly job: unknown;
  readonly pipeline: Pipeline;
}

describe.skipIf(python === undefined && !isRequired)("Python's runner for Dataflow, given our pipelines", () => {
  const answers = new Map<string, Answer>();
  let folder = "";

  beforeAll(async () => {
    if (python === undefined) throw new Error(`Python's Beam is missing: ${install}`);
    folder = mkdtempSync(path.join(tmpdir(), "purlin-oracle-"));
    const artifacts = await stagedProgram(folder);
    const requests = [];
    for (const { name, pipeline, official = [] } of cases) {
      const proto = preparePipeline(await pipeline(), { image: leastOptions.sdkContainerImage, artifacts });
      const file = path.join(folder, `${name}.pb`);
      writeFileSync(file, toBinary(PipelineSchema, proto));
      const { sdkContainerImage, project, region, tempLocation } = leastOptions;
      const least = [
        `--project=${project}`,
        `--region=${region}`,
        `--temp_location=${tempLocation}`,
        `--sdk_container_image=${sdkContainerImage}`,
      ];
      // It would pack combinations and sort steps otherwise, which changes nothing of what they mean.
      const options = [...least, "--job_name=golden", "--experiments=pre_optimize=none", ...official];
      requests.push({ name, pipeline: file, options });
    }
    const list = path.join(folder, "requests.json");
    writeFileSync(list, JSON.stringify(requests));
    const script = new URL("oracle_of_dataflow.py", import.meta.url).pathname;
    // It tries again for minutes what the server in it does not answer as it should.
    await promisify(execFile)(python, [script, list, folder], { timeout: 100_000 });
    for (const { name, pipeline, dataflow } of cases) {
      answers.set(name, {
        plan: await planned(await pipeline(), folder, dataflow === undefined ? {} : { dataflow }),
        job: JSON.parse(readFileSync(path.join(folder, `${name}.job.json`), "utf8")),
        pipeline: fromBinary(PipelineSchema, readFileSync(path.join(folder, `${name}.pipeline.pb`))),
      });
    }
  });

  afterAll(() => {
    if (folder !== "") rmSync(folder, { recursive: true });
  });

  function answerTo(name: string): Answer {
    const answer = answers.get(name);
    if (answer === undefined) throw new Error(`It was not asked for "${name}".`);
    return answer;
  }

  it.each(cases)("makes the job of it that ours does, but for what is listed: $name", ({ name }) => {
    const { plan, job } = answerTo(name);
    const theirs = withoutKnownDifferences(spelledOut(job), "theirs");
    expect(withoutKnownDifferences(asSubmitted(plan), "ours")).toEqual(theirs);
  });

  it.each(cases)("uploads the pipeline that ours does, but for where its files are: $name", ({ name }) => {
    const { plan, pipeline } = answerTo(name);
    expect(withoutPlaces(fromBinary(PipelineSchema, plan.pipeline))).toEqual(withoutPlaces(pipeline));
  });

  it("meets every difference that is listed", () => {
    const all = [...answers.values()].map(({ plan, job }) => ({
      ours: asSubmitted(plan),
      theirs: spelledOut(job),
    }));
    for (const { field, differs } of differencesOf()) {
      expect({ field, isMet: all.some(({ ours, theirs }) => differs(ours, theirs)) }).toEqual({ field, isMet: true });
    }
  });
});

/** An update is told whose place it takes when it is submitted. */
function asSubmitted({ job, settings }: DataflowPlan): JobBody {
  return { ...structuredClone(job), ...(settings.update ? { replaceJobId: "2026-11-21_00_00_00-1" } : {}) };
}

/** Files keep their hashes, and what they are for. */
function withoutPlaces(pipeline: Pipeline): unknown {
  for (const { dependencies } of Object.values(pipeline.components?.environments ?? {})) {
    for (const dependency of dependencies) {
      const payload = fromBinary(ArtifactUrlPayloadSchema, dependency.typePayload);
      dependency.typePayload = toBinary(ArtifactUrlPayloadSchema, { ...payload, url: "gs://" });
    }
  }
  return toJson(PipelineSchema, pipeline);
}
