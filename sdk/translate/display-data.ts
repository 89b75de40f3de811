import { create, toBinary } from "@bufbuild/protobuf";
import type { TransformSpec } from "../graph/nodes.ts";
import {
  DisplayDataSchema,
  LabelledPayloadSchema,
  type DisplayData,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";

/** Returns what a runner may show of a step beside its name. */
export function displayDataOf(spec: TransformSpec): DisplayData[] {
  return spec.kind === "assignWindows" ? [labelled("windowFn", "Windows", spec.windowFn.toString())] : [];
}

function labelled(key: string, label: string, text: string): DisplayData {
  const payload = create(LabelledPayloadSchema, {
    key,
    label,
    namespace: "purlin",
    value: { case: "stringValue", value: text },
  });
  return create(DisplayDataSchema, {
    urn: urns.displayData.labelled,
    payload: toBinary(LabelledPayloadSchema, payload),
  });
}
