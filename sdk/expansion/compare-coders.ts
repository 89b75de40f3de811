import { clone, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { Coder } from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import {
  AtomicTypeSchema,
  SchemaSchema,
  type FieldType,
  type Schema,
} from "../model/gen/org/apache/beam/model/pipeline/v1/schema_pb.ts";
import { urns } from "../model/urns.ts";
import { componentOf } from "../translate/invalid-pipeline-error.ts";

type Coders = Readonly<Record<string, Coder>>;

/** A coder of a table. */
export interface CoderPlace {
  readonly id: string;
  readonly coders: Coders;
}

/**
 * Says whether two coders write the same bytes for the same values, as far as protos tell: rows may differ in the id of
 * their schema and in what their options say, not in their fields.
 */
export function writeTheSame(a: CoderPlace, b: CoderPlace): boolean {
  const [one, other] = [componentOf(a.coders, a.id, "coder"), componentOf(b.coders, b.id, "coder")];
  if (one.spec?.urn !== other.spec?.urn) return false;
  if (one.componentCoderIds.length !== other.componentCoderIds.length) return false;
  if (!hasSamePayload(one, other)) return false;
  return one.componentCoderIds.every((id, index) =>
    writeTheSame({ id, coders: a.coders }, { id: other.componentCoderIds[index] ?? "", coders: b.coders }),
  );
}

/** Says whether a coder, or one that it is made of, has a URN that fits. */
export function holdsCoder({ id, coders }: CoderPlace, fits: (urn: string) => boolean): boolean {
  const { spec, componentCoderIds } = componentOf(coders, id, "coder");
  return fits(spec?.urn ?? "") || componentCoderIds.some((component) => holdsCoder({ id: component, coders }, fits));
}

/** Returns a coder in words: `kv<string_utf8, row{name string, age int64}>`. */
export function describe({ id, coders }: CoderPlace): string {
  const { spec, componentCoderIds } = componentOf(coders, id, "coder");
  const urn = spec?.urn ?? "a coder without a URN";
  if (spec !== undefined && urn === urns.coders.row) {
    const { fields } = fromBinary(SchemaSchema, spec.payload);
    const texts = fields.map(({ name, type }) => `${name}${type?.nullable === true ? "?" : ""}: ${typeText(type)}`);
    return `row{${texts.join(", ")}}`;
  }
  const components = componentCoderIds.map((component) => describe({ id: component, coders }));
  const name = /^beam:coder:(\w+):v1$/.exec(urn)?.[1] ?? urn;
  return components.length === 0 ? name : `${name}<${components.join(", ")}>`;
}

function typeText(type: FieldType | undefined): string {
  const info = type?.typeInfo;
  if (info?.case === "atomicType") return AtomicTypeSchema.value[info.value]?.name.toLowerCase() ?? "unknown";
  if (info?.case === "logicalType") return info.value.urn;
  return info?.case?.replace("Type", "") ?? "unspecified";
}

function hasSamePayload({ spec: one }: Coder, { spec: other }: Coder): boolean {
  const [a, b] = [one?.payload ?? new Uint8Array(), other?.payload ?? new Uint8Array()];
  // A varint coder's payload is a note of ours to our own worker, which changes no encoding.
  if (one?.urn === urns.coders.varint) return true;
  if (one?.urn !== urns.coders.row) return Buffer.compare(a, b) === 0;
  return Buffer.compare(encodingOf(a), encodingOf(b)) === 0;
}

/** The part of a schema that decides what rows are encoded as. */
function encodingOf(payload: Uint8Array): Uint8Array {
  return toBinary(SchemaSchema, withoutNotes(fromBinary(SchemaSchema, payload)));
}

function withoutNotes(schema: Schema): Schema {
  const plain = clone(SchemaSchema, schema);
  const isPositioned = plain.encodingPositionsSet;
  Object.assign(plain, { id: "", options: [], encodingPositionsSet: true, $unknown: undefined });
  for (const [index, field] of plain.fields.entries()) {
    const encodingPosition = isPositioned ? field.encodingPosition : index;
    Object.assign(field, { description: "", id: 0, options: [], encodingPosition });
    plainType(field.type);
  }
  return plain;
}

function plainType(type: FieldType | undefined): void {
  const info = type?.typeInfo;
  switch (info?.case) {
    case "rowType":
      if (info.value.schema !== undefined) info.value.schema = withoutNotes(info.value.schema);
      break;
    case "arrayType":
    case "iterableType":
      plainType(info.value.elementType);
      break;
    case "mapType":
      plainType(info.value.keyType);
      plainType(info.value.valueType);
      break;
    case "logicalType":
      plainType(info.value.representation);
      plainType(info.value.argumentType);
      break;
    default:
  }
}
