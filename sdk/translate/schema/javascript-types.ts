// Whether an int64 is a number or a bigint, an instant a bigint or a Date, a map a Map or an object, and whether a null is
// left out, is a matter of this SDK alone. A worker that reads its coders from the proto must know it, so it travels as an
// option of the field.

import type { FieldType } from "../../schema/field-type.ts";
import type { SchemaOption } from "../../schema/schema.ts";

const NAME = "purlin:option:javascript_types:v1";

/** By the path within the field's type (`""` for itself, `element`, `value.key` ...): what its values are. */
type Choices = Record<string, "bigint" | "date" | "object" | "optional">;

/** No path: whether the field may be left out of its row. */
const OPTIONAL = "?";

/** Returns the option that records the choices in a field's type; nothing where there are none. */
export function javascriptTypesOption(type: FieldType): SchemaOption[] {
  const choices: Choices = {};
  collect(type, "", choices);
  if (type.isOptional === true) choices[OPTIONAL] = "optional";
  if (Object.keys(choices).length === 0) return [];
  return [
    {
      name: NAME,
      type: { kind: "string", isNullable: false },
      value: { kind: "string", value: JSON.stringify(choices) },
    },
  ];
}

/** Says whether an option records choices. */
export function isJavascriptTypesOption(option: SchemaOption): boolean {
  return option.name === NAME;
}

/** Returns the field's type with the choices that its options record. */
export function withJavascriptTypes(type: FieldType, options: readonly SchemaOption[]): FieldType {
  const value = options.find(isJavascriptTypesOption)?.value;
  if (value?.kind !== "string" || typeof value.value !== "string") return type;
  const choices = JSON.parse(value.value) as Choices;
  const applied = apply(type, "", choices);
  return choices[OPTIONAL] === undefined ? applied : { ...applied, isOptional: true };
}

function collect(type: FieldType, path: string, choices: Choices): void {
  if ("as" in type) choices[path] = type.as;
  for (const [name, part] of partsOf(type)) collect(part, below(path, name), choices);
}

function apply(type: FieldType, path: string, choices: Choices): FieldType {
  const parts = partsOf(type).map(([name, part]) => [name, apply(part, below(path, name), choices)] as const);
  const as = choices[path];
  return { ...type, ...Object.fromEntries(parts), ...(as === undefined ? {} : { as }) } as FieldType;
}

/** The types that a type is made of, but not those of rows within it: their fields have options of their own. */
function partsOf(type: FieldType): (readonly [name: string, part: FieldType])[] {
  switch (type.kind) {
    case "array":
    case "iterable":
      return [["element", type.element]];
    case "map":
      return [
        ["key", type.key],
        ["value", type.value],
      ];
    case "logical":
      return [["representation", type.representation]];
    default:
      return [];
  }
}

function below(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
