import { encodeBytes } from "../coders/encode-bytes.ts";
import { rowCoder } from "../coders/row-coder.ts";
import type { ExternalPayload } from "../graph/nodes.ts";
import type { Schema } from "../schema/schema.ts";

/** What a transform of another SDK is configured with: an encoded row, made by {@link configuration}. */
export interface ExternalConfiguration {
  readonly schema: Schema;
  readonly row: Uint8Array;
}

/**
 * Returns a configuration for a transform of another SDK.
 *
 * @param schema - of the fields that the transform takes
 * @param values - one for each of them
 * @throws CoderError when the values are not of the schema
 *
 * @example
 * ```ts
 * configuration(schema.struct({ topic: schema.string() }), { topic: "orders" })
 * ```
 */
export function configuration<R extends object>(schema: Schema<R>, values: R): ExternalConfiguration {
  // Which type its rows have is of no use once they are encoded.
  return Object.freeze({ schema: schema as Schema, row: encodeBytes(rowCoder(schema), values) });
}

/** The URN under which expansion services take schema transforms. Source: `ExpansionMethods` of Beam's model. */
const schemaTransformUrn = "beam:expansion:payload:schematransform:v1";

/** Which transform of another SDK is meant: by its URN, or by the identifier of a schema transform. */
export type ExternalTarget =
  | { readonly urn: string; readonly payload?: Uint8Array | ExternalConfiguration; readonly schemaTransform?: never }
  | { readonly schemaTransform: string; readonly configuration: ExternalConfiguration; readonly urn?: never };

/** Returns the URN and the payload by which an expansion service is asked for a transform. */
export function targetOf(target: ExternalTarget): { readonly urn: string; readonly payload: ExternalPayload } {
  if (target.schemaTransform !== undefined) {
    const { schemaTransform: identifier, configuration: taken } = target;
    return { urn: schemaTransformUrn, payload: { kind: "schemaTransform", identifier, ...taken } };
  }
  const { urn, payload = new Uint8Array() } = target;
  return payload instanceof Uint8Array
    ? { urn, payload: { kind: "bytes", bytes: payload } }
    : { urn, payload: { kind: "configuration", ...payload } };
}
