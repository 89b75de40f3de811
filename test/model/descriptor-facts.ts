/** Writes a file descriptor as one line a fact, so that two descriptors can be compared and their difference read. */
import { toJson } from "@bufbuild/protobuf";
import type { DescMessage, Message, Registry } from "@bufbuild/protobuf";
import { protoCamelCase } from "@bufbuild/protobuf/reflect";
import {
  EnumOptionsSchema,
  EnumValueOptionsSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldOptionsSchema,
  FileOptionsSchema,
  MessageOptionsSchema,
  MethodOptionsSchema,
  OneofOptionsSchema,
  ServiceOptionsSchema,
} from "@bufbuild/protobuf/wkt";
import type {
  DescriptorProto,
  EnumDescriptorProto,
  FieldDescriptorProto,
  FileDescriptorProto,
  ServiceDescriptorProto,
} from "@bufbuild/protobuf/wkt";

interface Range {
  readonly start: number;
  readonly end: number;
}

function rangesOf(ranges: readonly Range[]): string {
  return ranges.map(({ start, end }) => `${String(start)}..${String(end)}`).join(",");
}

/**
 * Options as JSON, the custom ones decoded. Those that the registry does not know would be left out of the JSON, so
 * the numbers of all fields beyond the standard ones are written too.
 */
function optionsOf(schema: DescMessage, options: Message | undefined, registry: Registry): string {
  if (options === undefined) return "{}"; // as empty ones, which some compilers write and others leave out
  const json = JSON.stringify(toJson(schema, options, { registry }));
  const extensions = (options.$unknown ?? []).map(({ no }) => no).sort((a, b) => a - b);
  return extensions.length === 0 ? json : `${json} extensions=${extensions.join(",")}`;
}

function fieldFact(scope: string, field: FieldDescriptorProto, oneofs: readonly string[], registry: Registry): string {
  return [
    `field ${scope}.${field.name} = ${String(field.number)}`,
    FieldDescriptorProto_Label[field.label],
    `${FieldDescriptorProto_Type[field.type]}${field.typeName}`,
    `extendee=${field.extendee}`,
    `default=${field.defaultValue}`,
    `oneof=${oneofs[field.oneofIndex] ?? ""}`,
    `explicit=${String(field.proto3Optional)}`,
    // A set need not write the JSON name that follows from the name.
    `json=${field.jsonName === "" ? protoCamelCase(field.name) : field.jsonName}`,
    optionsOf(FieldOptionsSchema, field.options, registry),
  ].join(" ");
}

function enumFacts(scope: string, descriptor: EnumDescriptorProto, registry: Registry): string[] {
  const name = `${scope}.${descriptor.name}`;
  const reserved = `reserved=${rangesOf(descriptor.reservedRange)}|${descriptor.reservedName.join(",")}`;
  return [
    `enum ${name} ${reserved} ${optionsOf(EnumOptionsSchema, descriptor.options, registry)}`,
    ...descriptor.value.map(
      (value) =>
        `value ${name}.${value.name} = ${String(value.number)} ${optionsOf(EnumValueOptionsSchema, value.options, registry)}`,
    ),
  ];
}

function messageFacts(scope: string, descriptor: DescriptorProto, registry: Registry): string[] {
  const name = `${scope}.${descriptor.name}`;
  const reserved = `reserved=${rangesOf(descriptor.reservedRange)}|${descriptor.reservedName.join(",")}`;
  const oneofs = descriptor.oneofDecl.map((oneof) => oneof.name);
  return [
    `message ${name} ${reserved} extensions=${rangesOf(descriptor.extensionRange)} ` +
      optionsOf(MessageOptionsSchema, descriptor.options, registry),
    ...descriptor.oneofDecl.map(
      (oneof) => `oneof ${name}.${oneof.name} ${optionsOf(OneofOptionsSchema, oneof.options, registry)}`,
    ),
    ...descriptor.field.map((field) => fieldFact(name, field, oneofs, registry)),
    ...descriptor.extension.map((field) => fieldFact(`${name} extension`, field, [], registry)),
    ...descriptor.enumType.flatMap((nested) => enumFacts(name, nested, registry)),
    ...descriptor.nestedType.flatMap((nested) => messageFacts(name, nested, registry)),
  ];
}

function serviceFacts(scope: string, descriptor: ServiceDescriptorProto, registry: Registry): string[] {
  const name = `${scope}.${descriptor.name}`;
  return [
    `service ${name} ${optionsOf(ServiceOptionsSchema, descriptor.options, registry)}`,
    ...descriptor.method.map((method) => {
      const [input, output] = [
        [method.clientStreaming, method.inputType],
        [method.serverStreaming, method.outputType],
      ].map(([isStream, type]) => `${isStream === true ? "stream " : ""}${String(type)}`);
      const options = optionsOf(MethodOptionsSchema, method.options, registry);
      return `method ${name}.${method.name} (${String(input)}) -> (${String(output)}) ${options}`;
    }),
  ];
}

/**
 * Returns one line for each fact of a file, sorted: its package, imports and options, and every message, oneof, field,
 * extension, enum, value, service and method with all that the descriptor says of it.
 *
 * @param registry - decodes custom options
 */
export function factsOf(file: FileDescriptorProto, registry: Registry): string[] {
  const scope = `.${file.package}`;
  return [
    `file ${file.name} syntax=${file.syntax} package=${file.package}`,
    `options ${optionsOf(FileOptionsSchema, file.options, registry)}`,
    ...file.dependency.map((path) => `import ${path}`),
    ...file.publicDependency.map((index) => `public import ${String(file.dependency[index])}`),
    ...file.weakDependency.map((index) => `weak import ${String(file.dependency[index])}`),
    ...file.extension.map((field) => fieldFact(`${scope} extension`, field, [], registry)),
    ...file.enumType.flatMap((descriptor) => enumFacts(scope, descriptor, registry)),
    ...file.messageType.flatMap((descriptor) => messageFacts(scope, descriptor, registry)),
    ...file.service.flatMap((descriptor) => serviceFacts(scope, descriptor, registry)),
  ].sort();
}
