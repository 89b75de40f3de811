import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { standardOptions } from "../../sdk/options/declared-options.ts";
import type { PipelineOptions } from "../../sdk/options/pipeline-options.ts";

/** Options of Purlin's runners and terminal, which mean nothing to an engine. */
const ours: ReadonlySet<string> = new Set([...Object.keys(standardOptions), "engineOptions", "dataflow"]);

/**
 * Returns the options of a job as the Job API carries them.
 *
 * The program's own travel as one option that only its workers read: the name of one could be that of an option of the
 * engine's, with another meaning.
 *
 * @param engine - the engine's own options, by its names
 */
export function requestOptions(options: PipelineOptions, jobName: string, engine: JsonObject): JsonObject {
  const own = Object.fromEntries(Object.entries(options).filter(([name]) => !ours.has(name)));
  const all: Record<string, JsonValue> = { ...engine, job_name: jobName, purlin_options: JSON.stringify(own) };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [`beam:option:${name}:v1`, value]));
}
