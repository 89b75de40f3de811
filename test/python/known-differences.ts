// In what our jobs differ from those of Python's runner, each with its reason. What is not listed must be the same.

import { isDeepStrictEqual } from "node:util";

type Json = Record<string, unknown>;
type Side = "ours" | "theirs";

interface Difference {
  /** Where: names with dots between them, `[]` for each member of a list. */
  readonly field: string;
  readonly reason: string;
  /** What of the value must be the same nevertheless; nothing when left out. */
  readonly alike?: (value: unknown, side: Side) => unknown;
}

const settings = "environment.sdkPipelineOptions.options";

const differences: readonly Difference[] = [
  { field: "projectId", reason: "ours says in the body as well what the path says, as Go's does" },
  { field: "location", reason: "as projectId" },
  { field: "clientRequestId", reason: "it tells requests apart" },
  { field: "environment.userAgent", reason: "it names the SDK" },
  {
    field: "environment.tempStoragePrefix",
    reason: "the last part of both tells jobs of one name apart",
    alike: (value) => String(value).replace(/\.[^/]*$/, ""),
  },
  {
    field: "environment.experiments",
    reason: "theirs has them in another order, and the one by which the test turns its optimizer off",
    alike: sortedExperiments,
  },
  { field: "environment.sdkPipelineOptions.display_data", reason: "it shows the SDK's own options" },
  { field: `${settings}.experiments`, reason: "as environment.experiments", alike: sortedExperiments },
  { field: `${settings}.pipelineUrl`, reason: "ours is named by the contents of the pipeline, and is staged once" },
  { field: `${settings}.pipelineProtoHash`, reason: "the pipeline holds where its files are" },
  {
    field: `${settings}.temp_location`,
    reason: "theirs is one of the job's own",
    alike: (value) => String(value).replace(/\/golden\.[^/]*$/, ""),
  },
  {
    field: `${settings}.staging_location`,
    reason: "ours is shared by jobs, since what lies there is named by its contents",
  },
  {
    field: settings,
    reason: "theirs are all options of Python's SDK, and their numbers may be no integers",
    alike: (value, side) => (side === "ours" ? value : onlyOurs(value as Json)),
  },
  {
    field: "environment.workerPools[].taskrunnerSettings",
    reason: "theirs is read by workers of the time before Runner v2 alone",
  },
  {
    field: "environment.workerPools[].autoscalingSettings",
    reason: "theirs is there when nothing is said in it",
    alike: (value) => (isDeepStrictEqual(value, {}) ? undefined : value),
  },
  {
    field: "environment.workerPools[].dataDisks",
    reason: "theirs is one without a word about it, for streaming before Streaming Engine",
  },
  {
    field: "environment.workerPools[].packages[].location",
    reason: "ours is named by its contents, and a URL as in the pipeline, as Go's and Java's are",
  },
  {
    field: "environment.workerPools[].packages[].sha256",
    reason: "ours has workers check them, as Go's and Java's do",
  },
];

/** Options of a submission that both have. Theirs has every other that Python's SDK knows. */
const shared: ReadonlySet<string> = new Set(
  [
    "project region temp_location staging_location job_name runner streaming experiments pipelineUrl pipelineProtoHash",
    "sdk_container_image num_workers max_num_workers autoscaling_algorithm machine_type disk_size_gb disk_type",
    "service_account_email network subnetwork use_public_ips dataflow_kms_key labels dataflow_service_options flexrs_goal",
    "worker_region worker_zone number_of_worker_harness_threads min_cpu_platform enable_hot_key_logging",
  ].flatMap((names) => names.split(" ")),
);

/** What theirs says where nothing is asked for. */
const unasked: Readonly<Json> = { enable_hot_key_logging: false, dataflow_service_options: [] };

function onlyOurs(options: Json): Json {
  return Object.fromEntries(
    Object.entries(options).filter(([name, value]) => shared.has(name) && !isDeepStrictEqual(value, unasked[name])),
  );
}

function sortedExperiments(value: unknown): unknown {
  return Array.isArray(value)
    ? value
        .filter((one) => one !== "pre_optimize=none")
        .map(String)
        .sort()
    : value;
}

/** Returns a job without what is known to differ. */
export function withoutKnownDifferences(job: unknown, side: Side): unknown {
  for (const { field, alike } of differences) change(job as Json, field.split("."), (value) => alike?.(value, side));
  return job;
}

/** Returns the listed differences, and whether two jobs differ in each. */
export function differencesOf(): { field: string; differs: (ours: unknown, theirs: unknown) => boolean }[] {
  return differences.map(({ field }) => ({
    field,
    differs: (ours, theirs) => !isDeepStrictEqual(valuesAt(ours, field), valuesAt(theirs, field)),
  }));
}

function valuesAt(job: unknown, field: string): unknown[] {
  const found: unknown[] = [];
  change(structuredClone(job) as Json, field.split("."), (value) => {
    found.push(value);
    return value;
  });
  return found;
}

/** Changes what lies at a path: a value that becomes undefined is taken out. */
function change(at: Json, [step = "", ...rest]: readonly string[], map: (value: unknown) => unknown): void {
  const name = step.replace("[]", "");
  const value = at[name];
  if (value === undefined) return;
  if (rest.length > 0) {
    for (const member of step.endsWith("[]") ? (value as Json[]) : [value as Json]) change(member, rest, map);
    return;
  }
  const after = map(value);
  if (after === undefined) Reflect.deleteProperty(at, name);
  else at[name] = after;
}
