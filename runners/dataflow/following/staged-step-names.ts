import { fromBinary } from "@bufbuild/protobuf";
import { loadGcsClient } from "../../../io/filesystems/gcs/gcs-client.ts";
import { parseGcsUrl } from "../../../io/filesystems/gcs/gcs-url.ts";
import { PipelineSchema } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { stepNames } from "../../portable/step-names.ts";
import type { JobBody } from "../plan.ts";

/** Returns what gives the full name of the step of a transform: by the staged pipeline, where that can still be read. */
export async function stagedStepNames({ environment }: JobBody): Promise<(transformId: string) => string> {
  const { options } = (environment?.sdkPipelineOptions ?? {}) as {
    readonly options?: { readonly pipelineUrl?: unknown };
  };
  try {
    const { bucket, object } = parseGcsUrl(String(options?.pipelineUrl));
    const [bytes] = await (await loadGcsClient()).bucket(bucket).file(object).download();
    return stepNames(fromBinary(PipelineSchema, bytes));
  } catch {
    // The metrics of a job of which only ids are known are better than none.
    return (id) => id;
  }
}
