import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fromBinary, toJson } from "@bufbuild/protobuf";
import { PipelineSchema } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { DataflowPlan } from "../plan.ts";

/**
 * Writes a plan to a folder instead of carrying it out:
 *
 *     job.json        the body of jobs.create
 *     pipeline.pb     the pipeline as it would be uploaded
 *     pipeline.json   the same, to be read
 *     artifacts.json  what would lie in Cloud Storage: name, URL, sha256, size, and the file of this machine
 *
 * Workers are told the program's command line, by the file of the job's facts. This one has `--dryRun` in it, so that its
 * hash, and that of the pipeline that names it, are not quite those of a submission without.
 *
 * @param folder - is made where it isn't there
 * @returns the files' paths
 */
export async function writeDryRun({ job, pipeline, uploads }: DataflowPlan, folder: string): Promise<string[]> {
  const artifacts = uploads.map(({ name, url, sha256, sizeBytes, source }) => ({
    name,
    url,
    sha256,
    sizeBytes,
    ...("path" in source ? { file: source.path } : {}),
  }));
  const files: readonly (readonly [name: string, contents: string | Uint8Array])[] = [
    ["job.json", jsonText(job)],
    ["pipeline.pb", pipeline],
    ["pipeline.json", jsonText(toJson(PipelineSchema, fromBinary(PipelineSchema, pipeline)))],
    ["artifacts.json", jsonText(artifacts)],
  ];
  await mkdir(folder, { recursive: true });
  for (const [name, contents] of files) await writeFile(path.join(folder, name), contents);
  return files.map(([name]) => path.join(folder, name));
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
