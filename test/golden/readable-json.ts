import { fromBinary, toBinary, toJson, type DescMessage, type JsonValue } from "@bufbuild/protobuf";
import {
  CombinePayloadSchema,
  LabelledPayloadSchema,
  ParDoPayloadSchema,
  PipelineSchema,
  WindowIntoPayloadSchema,
  type Pipeline,
} from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { SchemaSchema } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/schema_pb.ts";
import { FixedWindowsPayloadSchema } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/standard_window_fns_pb.ts";
import { urns } from "../../sdk/model/urns.ts";
import { purlinUrns } from "../../sdk/translate/purlin-urns.ts";

const messages: ReadonlyMap<string, DescMessage> = new Map<string, DescMessage>([
  [urns.primitives.parDo, ParDoPayloadSchema],
  [urns.primitives.assignWindows, WindowIntoPayloadSchema],
  [urns.composites.combinePerKey, CombinePayloadSchema],
  [urns.combineComponents.combineGroupedValues, CombinePayloadSchema],
  [urns.windowFns.fixedWindows, FixedWindowsPayloadSchema],
  [urns.coders.row, SchemaSchema],
  [urns.displayData.labelled, LabelledPayloadSchema],
]);
const texts: ReadonlySet<string> = new Set([...Object.values(purlinUrns), urns.coders.varint]);

/**
 * Returns a pipeline's proto as JSON in which payloads can be read too, so that a review sees what has changed.
 *
 * @throws Error when a payload says more than its JSON shows
 */
export function readableJson(pipeline: Pipeline): JsonValue {
  return withReadablePayloads(toJson(PipelineSchema, pipeline));
}

function withReadablePayloads(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withReadablePayloads);
  if (typeof value !== "object" || value === null) return value;
  const { urn, payload } = value;
  const members = Object.entries(value).map(([name, member]) => [name, withReadablePayloads(member)] as const);
  if (typeof urn !== "string" || typeof payload !== "string") return Object.fromEntries(members);
  return { ...Object.fromEntries(members), payload: readablePayload(urn, payload) };
}

function readablePayload(urn: string, base64: string): JsonValue {
  const bytes = Buffer.from(base64, "base64");
  if (texts.has(urn)) return bytes.toString("utf8");
  const schema = messages.get(urn);
  if (schema === undefined) return base64;
  const message = fromBinary(schema, bytes);
  if (Buffer.compare(toBinary(schema, { ...message, $unknown: undefined }), bytes) !== 0) {
    throw new Error(`The payload of ${urn} holds more than its message shows.`);
  }
  return withReadablePayloads(toJson(schema, message));
}
