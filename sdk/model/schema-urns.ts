import { urnsOf } from "./enum-options.ts";
import {
  ExpansionMethods_Enum,
  ExpansionMethods_EnumSchema,
  ManagedTransforms_Urns,
  ManagedTransforms_UrnsSchema,
} from "./gen/org/apache/beam/model/pipeline/v1/external_transforms_pb.ts";
import { LogicalTypes_Enum, LogicalTypes_EnumSchema } from "./gen/org/apache/beam/model/pipeline/v1/schema_pb.ts";

/** The URNs of the logical types that all SDKs know. */
export const logicalTypeUrns = urnsOf(LogicalTypes_EnumSchema, LogicalTypes_Enum);

/** The URNs of the payloads that an expansion service takes. */
export const expansionMethodUrns = urnsOf(ExpansionMethods_EnumSchema, ExpansionMethods_Enum);

/** The URNs of the schema transforms that a runner may upgrade by itself. */
export const managedTransformUrns = urnsOf(ManagedTransforms_UrnsSchema, ManagedTransforms_Urns);
