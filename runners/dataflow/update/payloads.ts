import { fromBinary, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import {
  CombinePayloadSchema,
  ParDoPayloadSchema,
  PubSubReadPayloadSchema,
  WindowIntoPayloadSchema,
  type ParDoPayload,
  type PTransform,
  type PubSubReadPayload,
  type WindowIntoPayload,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { InvalidPipelineError } from "../../../sdk/translate/invalid-pipeline-error.ts";

/** @throws InvalidPipelineError when it is none */
export function parDoPayload(transform: PTransform): ParDoPayload {
  return read(ParDoPayloadSchema, transform);
}

/** @throws InvalidPipelineError when it is none */
export function pubsubReadPayload(transform: PTransform): PubSubReadPayload {
  return read(PubSubReadPayloadSchema, transform);
}

/** @throws InvalidPipelineError when it is none */
export function windowIntoPayload(transform: PTransform): WindowIntoPayload {
  return read(WindowIntoPayloadSchema, transform);
}

/**
 * Returns the coder of the accumulators of a combination.
 *
 * @throws InvalidPipelineError when the payload is none of a combination
 */
export function combinePayload(transform: PTransform): { readonly accumulatorCoderId: string } {
  const { accumulatorCoderId } = read(CombinePayloadSchema, transform);
  return { accumulatorCoderId };
}

function read<Desc extends DescMessage>(schema: Desc, { uniqueName, spec }: PTransform): MessageShape<Desc> {
  try {
    return fromBinary(schema, spec?.payload ?? new Uint8Array());
  } catch (cause) {
    throw new InvalidPipelineError(`The payload of the step "${uniqueName}" can't be read.`, {}, cause);
  }
}
