import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { ExternalPayload, ExternalSpec } from "../graph/nodes.ts";
import {
  FunctionSpecSchema,
  PTransformSchema,
  type FunctionSpec,
  type Pipeline,
  type PTransform,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import {
  ExternalConfigurationPayloadSchema,
  SchemaTransformPayloadSchema,
} from "../model/gen/org/apache/beam/model/pipeline/v1/external_transforms_pb.ts";
import { purlinAnnotations } from "./purlin-urns.ts";
import { schemaToProto } from "./schema.ts";

/** Returns what an expansion service is asked for. */
export function externalSpecToProto({ urn, payload }: ExternalSpec): FunctionSpec {
  return create(FunctionSpecSchema, { urn, payload: payloadBytes(payload) });
}

function payloadBytes(payload: ExternalPayload): Uint8Array {
  switch (payload.kind) {
    case "bytes":
      return payload.bytes;
    case "configuration":
      return toBinary(
        ExternalConfigurationPayloadSchema,
        create(ExternalConfigurationPayloadSchema, { schema: schemaToProto(payload.schema), payload: payload.row }),
      );
    case "schemaTransform":
      return toBinary(
        SchemaTransformPayloadSchema,
        create(SchemaTransformPayloadSchema, {
          identifier: payload.identifier,
          configurationSchema: schemaToProto(payload.schema),
          configurationRow: payload.row,
        }),
      );
  }
}

/** Returns the annotations of a transform that is to be expanded. */
export function serviceAnnotation({ expansionService }: ExternalSpec): Record<string, Uint8Array> {
  return { [purlinAnnotations.expansionService]: new TextEncoder().encode(expansionService) };
}

/** Returns the address of the expansion service of a transform that is to be expanded; undefined for all others. */
export function expansionServiceOf({ annotations }: PTransform): string | undefined {
  const address = annotations[purlinAnnotations.expansionService];
  return address === undefined ? undefined : new TextDecoder().decode(address);
}

/** Returns the annotation by which {@link asStated} finds a transform again after its expansion. */
export function statedAnnotation(transform: PTransform): Record<string, Uint8Array> {
  return { [purlinAnnotations.external]: toBinary(PTransformSchema, transform) };
}

/**
 * Returns a pipeline as its program stated it, without what other SDKs have made of their transforms: what a worker that
 * evaluates the program again comes to, since it asks no expansion service.
 */
export function asStated(pipeline: Pipeline): Pipeline {
  const { components } = pipeline;
  if (components === undefined) return pipeline;
  const transforms = Object.entries(components.transforms).map(([id, transform]) => {
    const stated = transform.annotations[purlinAnnotations.external];
    return [id, stated === undefined ? transform : fromBinary(PTransformSchema, stated)] as const;
  });
  return { ...pipeline, components: { ...components, transforms: Object.fromEntries(transforms) } };
}
