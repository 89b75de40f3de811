import type { FieldType } from "./field-type.ts";
import { array, double, int64, nullable, optional, row } from "./field-types.ts";
import type { Field, Schema } from "./schema.ts";
import { schemaId } from "./schema-id.ts";
import { struct } from "./struct.ts";

/** Returns a type whose values are all those of the given ones; undefined where no field has such a type. */
export function unify(types: readonly FieldType[]): FieldType | undefined {
  const [first, ...others] = types;
  return others.reduce<FieldType | undefined>((found, next) => found && unifyTwo(found, next), first);
}

function unifyTwo(a: FieldType, b: FieldType): FieldType | undefined {
  const type = unifyValues(a, b);
  return type !== undefined && (a.isNullable || b.isNullable) ? nullable(type) : type;
}

function unifyValues(a: FieldType, b: FieldType): FieldType | undefined {
  if (areSame(a, b)) return a;
  if (a.kind === "row" && b.kind === "row") {
    const schema = unifyRows(a.schema, b.schema);
    return schema && row(schema);
  }
  if (a.kind === "array" && b.kind === "array") {
    const element = unify([a.element, b.element]);
    return element && array(element);
  }
  if (isNumber(a) && isNumber(b)) return isWhole(a) && isWhole(b) ? int64() : double();
  return undefined;
}

/** Rows of either schema: what one of them lacks is optional. */
function unifyRows(a: Schema, b: Schema): Schema | undefined {
  const fields: Record<string, FieldType> = {};
  for (const { name } of [...a.fields, ...b.fields]) {
    const [inA, inB] = [typeOf(a, name), typeOf(b, name)];
    const type = inA && inB ? unify([inA, inB]) : (inA ?? inB);
    if (type === undefined) return undefined;
    const isOptional = inA === undefined || inB === undefined || inA.isOptional === true || inB.isOptional === true;
    fields[name] = isOptional ? optional(type) : type;
  }
  return struct(fields);
}

function typeOf({ fields }: Schema, name: string): FieldType | undefined {
  return fields.find((field: Field) => field.name === name)?.type;
}

function areSame(a: FieldType, b: FieldType): boolean {
  const id = (type: FieldType): string => schemaId(struct({ type: { ...type, isNullable: false } }));
  return id(a) === id(b);
}

function isNumber(type: FieldType): boolean {
  return type.kind === "double" || type.kind === "float" || isWhole(type);
}

function isWhole(type: FieldType): boolean {
  return type.kind === "int32" || (type.kind === "int64" && type.as === undefined);
}
