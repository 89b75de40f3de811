import { create, toBinary } from "@bufbuild/protobuf";
import type { TransformNode } from "../graph/nodes.ts";
import type { StepSettings } from "../graph/step-settings.ts";
import {
  DisplayDataSchema,
  LabelledPayloadSchema,
  type DisplayData,
  type LabelledPayload,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";

/** Returns what a runner may show of a step beside its name: what the SDK knows, then what the program says. */
export function displayDataOf({ spec, settings }: Pick<TransformNode, "spec" | "settings">): DisplayData[] {
  const known = spec.kind === "assignWindows" ? [labelled("windowFn", "Windows", spec.windowFn.toString())] : [];
  const said = Object.entries(settings?.displayData ?? {}).map(([label, value]) => labelled(label, label, value));
  return [...known, ...said];
}

/** Returns what a program says of a step to whoever reads the pipeline: texts as UTF-8. */
export function annotationsOf({ annotations = {} }: StepSettings = {}): Record<string, Uint8Array> {
  return Object.fromEntries(
    Object.entries(annotations).map(([key, value]) => [key, typeof value === "string" ? Buffer.from(value) : value]),
  );
}

function labelled(key: string, label: string, shown: string | number | boolean): DisplayData {
  const payload = create(LabelledPayloadSchema, { key, label, namespace: "purlin", value: valueOf(shown) });
  return create(DisplayDataSchema, {
    urn: urns.displayData.labelled,
    payload: toBinary(LabelledPayloadSchema, payload),
  });
}

function valueOf(shown: string | number | boolean): LabelledPayload["value"] {
  if (typeof shown === "boolean") return { case: "boolValue", value: shown };
  if (typeof shown === "string") return { case: "stringValue", value: shown };
  return Number.isSafeInteger(shown)
    ? { case: "intValue", value: BigInt(shown) }
    : { case: "doubleValue", value: shown };
}
