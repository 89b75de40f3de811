import { createHash } from "node:crypto";
import { toBinary } from "@bufbuild/protobuf";
import { PipelineSchema } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { RunRequest } from "../../sdk/pipeline/runner.ts";
import type { StagedProgram } from "../../sdk/staging/stage-program.ts";
import { sizeProblems } from "./job/check-size.ts";
import { makeJob } from "./job/make-job.ts";
import { preparePipeline } from "./pipeline/prepare-pipeline.ts";
import { stageDependencies } from "./pipeline/stage-dependencies.ts";
import type { DataflowPlan, Upload } from "./plan.ts";
import { throwProblems } from "./problem.ts";
import type { DataflowSettings } from "./settings/settings.ts";

/** What a plan is made from. */
export interface PlanParts {
  readonly request: Pick<RunRequest, "pipeline" | "options">;
  /** As {@link readSettings} gives them. */
  readonly settings: DataflowSettings;
  /** The program's files. */
  readonly staged: Pick<StagedProgram, "artifacts">;
  /** What tells the request of this submission from others; a new one when left out. */
  readonly clientRequestId?: string;
}

/**
 * Plans a submission: returns all that it does, as data. The same program gives the same uploads; nobody is asked, and
 * nothing is read but the files that are to be staged.
 *
 * @throws DataflowError when a step of another SDK's is in no container, or depends on what is no file
 */
export async function planJob({ request, settings, staged, clientRequestId }: PlanParts): Promise<DataflowPlan> {
  const prepared = preparePipeline(request.pipeline, {
    image: settings.sdkContainerImage,
    artifacts: staged.artifacts,
  });
  const { uploads, packages } = await stageDependencies(prepared, settings.stagingLocation);
  const pipeline = toBinary(PipelineSchema, prepared);
  const upload = pipelineUpload(pipeline, settings.stagingLocation);
  const job = makeJob({
    settings,
    options: request.options,
    pipeline: prepared,
    pipelineUrl: upload.url,
    pipelineSha256: upload.sha256,
    packages,
    clientRequestId: clientRequestId ?? newRequestId(),
  });
  throwProblems(sizeProblems(job));
  return { settings, uploads: [...uploads, upload], pipeline, job };
}

function pipelineUpload(bytes: Uint8Array, location: string): Upload {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const url = `${location}/pipeline-${sha256}.pb`;
  return { url, name: "pipeline.pb", source: { bytes }, sha256, sizeBytes: bytes.length };
}

/** The time, and what tells requests of one moment apart: `"20261121101500123-48151623"`. */
function newRequestId(): string {
  const time = new Date().toISOString().replaceAll(/\D/g, "");
  return `${time}-${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;
}
