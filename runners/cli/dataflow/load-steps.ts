import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import {
  PipelineSchema,
  type Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { readStaged } from "../../dataflow/update/read-staged.ts";
import { readSteps } from "../../dataflow/update/read-steps.ts";
import type { UpdateSteps } from "../../dataflow/update/step.ts";
import { recodeFlattens } from "../../portable/rewrites/recode-flattens.ts";
import { UsageError } from "../cli-errors.ts";
import type { Program } from "../evaluate-program.ts";
import { isPurlinError } from "../print-error.ts";
import { superviseProgram } from "../run/supervise-program.ts";

/** A program, or a file that holds a serialized pipeline. */
export type PipelineSource = Program;

const programs = /\.[cm]?[jt]sx?$/;

/**
 * Returns the steps of the pipeline that a program runs, or of one that a file, the folder of a dry run or an object in Cloud
 * Storage holds.
 *
 * @throws UsageError when there is none of them
 * @throws PurlinError when an object can't be read
 */
export async function loadSteps(source: PipelineSource): Promise<UpdateSteps> {
  const pipeline = parse(await bytesOf(source));
  if (pipeline === undefined) throw noPipeline(source.file);
  try {
    // One that was staged has these steps, and a program's is compared with it.
    recodeFlattens(pipeline);
    return readSteps(pipeline);
  } catch (error) {
    if (!isPurlinError(error)) throw error;
    throw noPipeline(source.file, error.message);
  }
}

function bytesOf(source: PipelineSource): Promise<Uint8Array> {
  if (source.file.startsWith("gs://")) return readStaged(source.file);
  const file = fileOf(source.file);
  return programs.test(file) ? evaluate({ ...source, file }) : readFile(file);
}

function fileOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return fileOf(path.join(file, "pipeline.pb"));
  if (stats !== undefined) return file;
  throw new UsageError(
    `There is no file "${file}".`,
    "name a program's main module, or a pipeline.pb that a dry run has written or a job has staged",
  );
}

/** Evaluates a program in a process of its own: both may be versions of one, and share modules. */
async function evaluate({ file, args, pipeline }: Program): Promise<Uint8Array> {
  const folder = mkdtempSync(path.join(tmpdir(), "purlin-update-"));
  const out = path.join(folder, "pipeline.pb");
  try {
    const { exitCode } = await superviseProgram({
      file: process.argv[1] ?? "",
      args: ["graph", file, "--format=proto", `--pipeline=${String(pipeline)}`, `--out=${out}`, "--", ...args],
      // What it sends are answers to the parent's questions alone; that they are taken keeps standard output for the report.
      onMessage: () => undefined,
    });
    // What is wrong it has said itself. An update that would be refused is no fault of the command line, and this is one.
    if (exitCode !== 0) process.exit(exitCode);
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns the pipeline that bytes are; undefined where they are none: nearly any bytes can be read as a message. */
function parse(bytes: Uint8Array): Pipeline | undefined {
  try {
    const pipeline = fromBinary(PipelineSchema, bytes);
    return pipeline.rootTransformIds.length > 0 && pipeline.components !== undefined ? pipeline : undefined;
  } catch {
    return undefined;
  }
}

function noPipeline(file: string, reason = "its bytes are no message of a pipeline with steps"): UsageError {
  return new UsageError(
    `"${file}" holds no pipeline: ${reason}`,
    "name a pipeline.pb that a dry run has written or a job has staged, or a program's main module",
  );
}
