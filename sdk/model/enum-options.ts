/**
 * Reads the options that the model hangs on enum values (URNs, mostly) into records keyed by the value's name in lower
 * camel, so that no such string is ever typed a second time.
 */
import { getOption, hasOption } from "@bufbuild/protobuf";
import type { DescEnum, DescEnumValue } from "@bufbuild/protobuf";
import { beam_urn } from "./gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";

type PascalCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Capitalize<Lowercase<Head>>}${PascalCase<Tail>}`
  : Capitalize<Lowercase<Name>>;

/** `"COMBINE_PER_KEY"` -> `"combinePerKey"`. */
export type LowerCamelCase<Name extends string> = Uncapitalize<PascalCase<Name>>;

/** What generated code holds for an enum: its numbers by name. */
type EnumNumbers = Readonly<Record<string, number>>;

/** A frozen record with one entry for each value of an enum. */
export type ByValueName<Numbers extends EnumNumbers, Entry> = {
  readonly [Name in keyof Numbers & string as LowerCamelCase<Name>]: Entry;
};

function lowerCamelCase(name: string): string {
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}

/**
 * Makes a record of what `read` finds on each value of an enum.
 *
 * @param schema - the enum's descriptor
 * @param numbers - the same enum's generated object, which gives the record its keys
 * @param read - is given each value's descriptor, with its options
 * @throws Error when `schema` and `numbers` are not the same enum
 */
export function readEach<Numbers extends EnumNumbers, Entry>(
  schema: DescEnum,
  numbers: Numbers,
  read: (value: DescEnumValue) => Entry,
): ByValueName<Numbers, Entry> {
  const entries = Object.entries(numbers).map(([name, number]): [string, Entry] => {
    const value = schema.value[number];
    if (value?.localName !== name) throw new Error(`${schema.typeName} has no value ${name} = ${String(number)}.`);
    return [lowerCamelCase(name), read(value)];
  });
  // The keys are computed from the names as LowerCamelCase computes them, which the compiler can't follow.
  return Object.freeze(Object.fromEntries(entries)) as ByValueName<Numbers, Entry>;
}

/**
 * The URN of one enum value.
 *
 * @throws Error when the model gives the value none
 */
function urnOf(value: DescEnumValue): string {
  if (!hasOption(value, beam_urn)) throw new Error(`${value.toString()} has no beam_urn.`);
  return getOption(value, beam_urn);
}

/** The URN of each value of an enum, as {@link readEach} keys them. */
export function urnsOf<Numbers extends EnumNumbers>(schema: DescEnum, numbers: Numbers): ByValueName<Numbers, string> {
  return readEach(schema, numbers, urnOf);
}
