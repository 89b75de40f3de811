// What makes a job one of a portable pipeline, on Runner v2: rules of the official SDKs' runners, beyond the schema.

import type { JobBody } from "../../../runners/dataflow/plan.ts";

/** A rule: returns what breaks it. */
export interface JobRule {
  readonly name: string;
  readonly find: (job: JobBody) => readonly string[];
}

const multiCore = "beam:protocol:multi_core_bundle_processing:v1";
const largestRequestBytes = 10 * 1024 * 1024;
const hash = /^[0-9a-f]{64}$/;
const storage = /^(?:gs:\/\/|storage\.googleapis\.com\/)[a-z0-9][-_.a-z0-9]+[a-z0-9](?:\/|$)/;

const wanted: readonly string[] = ["beam_fn_api", "use_runner_v2", "use_unified_worker", "use_portable_job_submission"];
const wantedOfStreaming: readonly string[] = ["enable_streaming_engine", "enable_windmill_service"];
const unwanted: ReadonlySet<string> = new Set([
  "disable_runner_v2",
  "disable_runner_v2_until_2023",
  "disable_runner_v2_until_v2.50",
  "disable_prime_runner_v2",
  "disable_portable_runner",
  "enable_streaming_java_runner",
  "upload_graph",
]);

/** Makes a rule of a condition. */
function rule(name: string, isBroken: (job: JobBody) => boolean): JobRule {
  return { name, find: (job) => (isBroken(job) ? [name] : []) };
}

type Pool = NonNullable<NonNullable<JobBody["environment"]>["workerPools"]>[number];
type Image = NonNullable<Pool["sdkHarnessContainerImages"]>[number];

const poolsOf = (job: JobBody): readonly Pool[] => job.environment?.workerPools ?? [];
const imagesOf = (job: JobBody): readonly Image[] =>
  poolsOf(job).flatMap((pool) => pool.sdkHarnessContainerImages ?? []);
const packagesOf = (job: JobBody) => poolsOf(job).flatMap(({ packages }) => packages ?? []);
const experimentsOf = ({ environment }: JobBody): readonly string[] => environment?.experiments ?? [];
const isStreaming = ({ type }: JobBody): boolean => type === "JOB_TYPE_STREAMING";

/** Returns the options that workers get: those of other levels are not seen by them. */
export function workerOptions({ environment }: JobBody): Readonly<Record<string, unknown>> {
  const options: unknown = environment?.sdkPipelineOptions?.options;
  return typeof options === "object" && options !== null ? (options as Readonly<Record<string, unknown>>) : {};
}

const hasDuplicates = (values: readonly unknown[]): boolean => new Set(values).size < values.length;

const jobRules: readonly JobRule[] = [
  rule("the name is one of the service's", ({ name }) => !/^[a-z](?:[-a-z0-9]{0,1022}[a-z0-9])?$/.test(name ?? "")),
  rule("the job is a batch or a streaming one", ({ type }) => !/^JOB_TYPE_(?:BATCH|STREAMING)$/.test(type ?? "")),
  rule(
    "there are no steps: the graph is that of the pipeline",
    ({ steps, stepsLocation }) => (steps ?? []).length > 0 || (stepsLocation ?? "") !== "",
  ),
  rule(
    "a mapping of names belongs to an update",
    (job) => job.transformNameMapping !== undefined && (job.replaceJobId ?? "") === "",
  ),
  rule("only streaming jobs are updated", (job) => (job.replaceJobId ?? "") !== "" && !isStreaming(job)),
  rule("there are at most 64 labels", ({ labels }) => Object.keys(labels ?? {}).length > 64),
  rule("labels are of plain letters", ({ labels }) =>
    Object.entries(labels ?? {}).some(
      ([key, value]) =>
        !/^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u.test(key) || !/^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u.test(value),
    ),
  ),
  rule(
    "the request is smaller than the largest that is taken",
    (job) => Buffer.byteLength(JSON.stringify(job)) >= largestRequestBytes,
  ),
];

const environmentRules: readonly JobRule[] = [
  rule(
    "the environment's kind is that of the job",
    (job) => job.environment?.version?.job_type !== (isStreaming(job) ? "FNAPI_STREAMING" : "FNAPI_BATCH"),
  ),
  rule("the environment's major version is a text of digits", ({ environment }) => {
    const major: unknown = environment?.version?.major;
    return typeof major !== "string" || !/^\d+$/.test(major);
  }),
  rule("the user agent has a name and a version", ({ environment }) => {
    const { name, version }: Record<string, unknown> = environment?.userAgent ?? {};
    return [name, version].some((text) => typeof text !== "string" || text === "");
  }),
  rule("no experiment is listed twice", (job) => hasDuplicates(experimentsOf(job))),
  {
    name: "the experiments of a portable pipeline are there",
    find: (job) =>
      [...wanted, ...(isStreaming(job) ? wantedOfStreaming : [])]
        .filter((one) => !experimentsOf(job).includes(one))
        .map((one) => `the experiment ${one} is missing`),
  },
  {
    name: "no experiment turns Runner v2 off",
    find: (job) =>
      experimentsOf(job)
        .filter((one) => unwanted.has(one))
        .map((one) => `the experiment ${one} turns Runner v2 off`),
  },
  rule(
    "temporary files are in Cloud Storage",
    ({ environment }) => !storage.test(environment?.tempStoragePrefix ?? ""),
  ),
  rule(
    "workers are in a region or in a zone",
    ({ environment }) => (environment?.workerRegion ?? "") !== "" && (environment?.workerZone ?? "") !== "",
  ),
  rule(
    "options are one level deeper than elsewhere",
    (job) => typeof job.environment?.sdkPipelineOptions?.options !== "object",
  ),
  rule("the pipeline is in Cloud Storage", (job) => !String(workerOptions(job).pipelineUrl).startsWith("gs://")),
  rule("the pipeline's hash is a sha256", (job) => {
    // Official SDKs before 2.77 send none.
    const { pipelineProtoHash } = workerOptions(job);
    return pipelineProtoHash !== undefined && !(typeof pipelineProtoHash === "string" && hash.test(pipelineProtoHash));
  }),
  rule("workers are told the same experiments", (job) => {
    const { experiments } = workerOptions(job);
    return (
      Array.isArray(experiments) && experiments.map(String).sort().join() !== [...experimentsOf(job)].sort().join()
    );
  }),
];

const workerRules: readonly JobRule[] = [
  rule("there is one pool of workers", (job) => poolsOf(job).length !== 1),
  rule("the pool's kind is harness", (job) => poolsOf(job).some(({ kind }) => (kind ?? "harness") !== "harness")),
  rule("the job begins with no more workers than it may have", (job) =>
    poolsOf(job).some(({ numWorkers, autoscalingSettings }) => {
      const most = autoscalingSettings?.maxNumWorkers ?? 0;
      return most > 0 && (numWorkers ?? 0) > most;
    }),
  ),
  rule("there are containers", (job) => imagesOf(job).length === 0),
  rule("each environment has one container", (job) => {
    const ids = imagesOf(job).map(({ environmentId }) => environmentId ?? "");
    return ids.includes("") || hasDuplicates(ids);
  }),
  rule("containers have images", (job) => imagesOf(job).some(({ containerImage }) => (containerImage ?? "") === "")),
  rule("a container has all cores when its worker says that it uses them", (job) =>
    imagesOf(job).some(
      ({ capabilities, useSingleCorePerContainer }) =>
        (useSingleCorePerContainer ?? false) === (capabilities ?? []).includes(multiCore),
    ),
  ),
  rule("the only image is the pool's", (job) =>
    poolsOf(job).some(({ workerHarnessContainerImage, sdkHarnessContainerImages = [] }) => {
      const [only, ...others] = sdkHarnessContainerImages;
      return only !== undefined && others.length === 0 && workerHarnessContainerImage !== only.containerImage;
    }),
  ),
  rule("packages have names of their own", (job) => hasDuplicates(packagesOf(job).map(({ name }) => name))),
  rule("packages are in Cloud Storage", (job) => packagesOf(job).some(({ location }) => !storage.test(location ?? ""))),
  rule("packages' hashes are sha256", (job) =>
    packagesOf(job).some(({ sha256 }) => (sha256 ?? "") !== "" && !hash.test(sha256 ?? "")),
  ),
];

/** All of them. */
export const rules: readonly JobRule[] = [...jobRules, ...environmentRules, ...workerRules];
