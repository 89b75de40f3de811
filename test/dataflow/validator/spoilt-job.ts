import { fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  PipelineSchema,
  type Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { JobBody } from "../../../runners/dataflow/plan.ts";

/** A job to be changed, its parts by short names, and what is staged. */
export interface Spoilt {
  readonly job: JobBody & Record<string, unknown>;
  readonly environment: NonNullable<JobBody["environment"]> & Record<string, unknown>;
  readonly pool: Record<string, unknown>;
  readonly image: Record<string, unknown>;
  readonly packages: Record<string, unknown>[];
  readonly options: Record<string, unknown>;
  readonly experiments: string[];
  readonly objects: Map<string, Uint8Array>;
}

/** Returns the parts of a job. */
export function partsOf(job: JobBody, objects: Map<string, Uint8Array>): Spoilt {
  const environment = job.environment!;
  const pool = environment.workerPools![0]!;
  return {
    job: job as Spoilt["job"],
    environment: environment as Spoilt["environment"],
    pool: pool as Record<string, unknown>,
    image: pool.sdkHarnessContainerImages![0]! as Record<string, unknown>,
    packages: pool.packages! as Record<string, unknown>[],
    options: environment.sdkPipelineOptions!.options as Record<string, unknown>,
    experiments: environment.experiments!,
    objects,
  };
}

/** Changes the staged pipeline, and what is said of it. */
export function changePipeline({ objects, options }: Spoilt, spoil: (pipeline: Pipeline) => unknown): void {
  const url = String(options.pipelineUrl);
  const pipeline = fromBinary(PipelineSchema, objects.get(url)!);
  spoil(pipeline);
  objects.set(url, toBinary(PipelineSchema, pipeline));
  delete options.pipelineProtoHash;
}
