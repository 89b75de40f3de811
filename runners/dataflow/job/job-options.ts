import { inspect } from "node:util";
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { standardOptions } from "../../../sdk/options/declared-options.ts";
import type { PipelineOptions } from "../../../sdk/options/pipeline-options.ts";
import type { DataflowSettings } from "../settings/settings.ts";
import { isSecret } from "./secrets.ts";

/** What workers and the console are told of a job's options. */
export interface JobOptionsParts {
  readonly settings: DataflowSettings;
  /** All options of the program. */
  readonly options: PipelineOptions;
  readonly experiments: readonly string[];
  readonly serviceOptions: readonly string[];
  readonly isStreaming: boolean;
  /** Where the pipeline lies, and the sha256 of its bytes: the job has no other trace of it. */
  readonly pipelineUrl: string;
  readonly pipelineSha256: string;
}

/** Settings that say what is done with the job: they mean nothing to its workers. */
const ofTheSubmission: ReadonlySet<string> = new Set([
  "dryRun",
  "templateLocation",
  "update",
  "detach",
  "transformNameMapping",
  "dataflowEndpoint",
  "userAgent",
  "environmentMajor",
]);

/** Names of settings that are not the official SDKs' with underscores in the place of capitals. */
const otherNames: Readonly<Record<string, string>> = Object.freeze({
  kmsKey: "dataflow_kms_key",
  serviceOptions: "dataflow_service_options",
  workerMachineType: "machine_type",
  hotKeyLogging: "enable_hot_key_logging",
  workerDiskType: "disk_type",
  flexRsGoal: "flexrs_goal",
});

/**
 * Returns the options of a job as its workers get them, in one more level than elsewhere: workers of other SDKs look for
 * the names of the official SDKs there. The program's own are what the console shows; Purlin's workers have them from the
 * job's files.
 *
 * Nothing that looks like a secret is among them: whoever may see the job sees its options.
 */
export function jobOptions(parts: JobOptionsParts): { options: JsonObject; display_data: JsonObject[] } {
  const { settings, experiments, serviceOptions, isStreaming, pipelineUrl, pipelineSha256 } = parts;
  const known = Object.entries(settings)
    .filter(([name, value]) => value !== undefined && !ofTheSubmission.has(name))
    .map(([name, value]): [string, JsonValue] => [officialName(name), jsonOf(value)]);
  const options: JsonObject = {
    ...Object.fromEntries(known),
    runner: "DataflowRunner",
    streaming: isStreaming,
    experiments: [...experiments],
    ...(serviceOptions.length === 0 ? {} : { dataflow_service_options: [...serviceOptions] }),
    pipelineUrl,
    pipelineProtoHash: pipelineSha256,
  };
  return { display_data: displayData(parts), options };
}

function officialName(name: string): string {
  return otherNames[name] ?? name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function jsonOf(value: unknown): JsonValue {
  return Array.isArray(value) || typeof value !== "object" || value === null
    ? (structuredClone(value) as JsonValue)
    : // Labels are pairs in the official SDKs.
      Object.entries(value).map(([name, text]) => `${name}=${String(text)}`);
}

/** Options of every program that mean something to nobody but this process. */
const ofThisProcess: ReadonlySet<string> = new Set([...Object.keys(standardOptions), "engineOptions", "dataflow"]);

function displayData({ options, isStreaming }: JobOptionsParts): JsonObject[] {
  const own = Object.entries(options).filter(
    ([name, value]) => value !== undefined && !ofThisProcess.has(name) && !isSecret(name, value),
  );
  return [["runner", "DataflowRunner"] as const, ["streaming", isStreaming] as const, ...own].map(([key, value]) => ({
    namespace: "purlin.PipelineOptions",
    key,
    ...displayed(value),
  }));
}

/** The console shows so much of a value, and options have a limit in all. */
const longestShown = 500;

function cut(text: string): string {
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`;
}

function displayed(value: unknown): { type: string; value: JsonValue } {
  switch (typeof value) {
    case "boolean":
      return { type: "BOOLEAN", value };
    case "number":
      // JSON has neither NaN nor infinities.
      if (!Number.isFinite(value)) return { type: "STRING", value: String(value) };
      return Number.isInteger(value) ? { type: "INTEGER", value } : { type: "FLOAT", value };
    case "string":
      return { type: "STRING", value: cut(value) };
    default:
      return { type: "STRING", value: cut(inspect(value, { breakLength: Infinity })) };
  }
}
