/** One change for each kind of fact that a descriptor holds: a comparison that overlooks one of them is no comparison. */
import { FieldDescriptorProto_Label, FieldDescriptorProto_Type, FieldOptions_CType } from "@bufbuild/protobuf/wkt";
import type {
  DescriptorProto,
  EnumValueDescriptorProto,
  EnumValueOptions,
  FieldDescriptorProto,
  FileDescriptorProto,
  MethodDescriptorProto,
} from "@bufbuild/protobuf/wkt";
import { WireType } from "@bufbuild/protobuf/wire";

export interface Mutation {
  readonly fact: string;
  /** The name of a model file, without its folder and extension. */
  readonly file: string;
  readonly mutate: (file: FileDescriptorProto) => void;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("The descriptor has nothing where the mutation looks.");
  return value;
}

function named<T extends { name: string }>(list: readonly T[], name: string): T {
  return required(list.find((candidate) => candidate.name === name));
}

function ofFile(fact: string, file: string, mutate: (file: FileDescriptorProto) => void): Mutation {
  return { fact, file, mutate };
}

function ofMessage(fact: string, mutate: (message: DescriptorProto) => void): Mutation {
  return ofFile(fact, "endpoints", (file) => {
    mutate(named(file.messageType, "ApiServiceDescriptor"));
  });
}

function ofField(
  fact: string,
  field: "url" | "authentication",
  mutate: (field: FieldDescriptorProto) => void,
): Mutation {
  return ofMessage(fact, (message) => {
    mutate(named(message.field, field));
  });
}

function ofOneof(fact: string, mutate: (message: DescriptorProto) => void): Mutation {
  return ofFile(fact, "schema", (file) => {
    mutate(named(file.messageType, "FieldType"));
  });
}

function ofEnumValue(fact: string, mutate: (value: EnumValueDescriptorProto) => void): Mutation {
  return ofFile(fact, "schema", (file) => {
    mutate(named(named(file.enumType, "AtomicType").value, "INT64"));
  });
}

function ofUrn(fact: string, mutate: (options: EnumValueOptions) => void): Mutation {
  return ofFile(fact, "standard_window_fns", (file) => {
    const values = named(named(file.messageType, "GlobalWindowsPayload").enumType, "Enum").value;
    mutate(required(named(values, "PROPERTIES").options));
  });
}

function ofMethod(fact: string, mutate: (method: MethodDescriptorProto) => void): Mutation {
  return ofFile(fact, "beam_job_api", (file) => {
    mutate(named(named(file.service, "JobService").method, "Prepare"));
  });
}

export const mutations: readonly Mutation[] = [
  ofFile("the package", "endpoints", (file) => (file.package += "2")),
  ofFile("the syntax", "endpoints", (file) => (file.syntax = "proto2")),
  ofFile("an import", "schema", (file) => file.dependency.pop()),
  ofFile("a file option", "schema", (file) => (required(file.options).goPackage += "2")),
  ofFile("a message's presence", "schema", (file) => file.messageType.pop()),
  ofFile("an extension's number", "metrics", (file) => (named(file.extension, "label_props").number += 1)),
  ofFile("an extension's type", "metrics", (file) => (named(file.extension, "label_props").typeName += "2")),
  ofFile("an enum's presence", "schema", (file) => file.enumType.pop()),
  ofFile("a service's presence", "beam_job_api", (file) => file.service.pop()),
  ofFile("a service's name", "beam_job_api", (file) => (named(file.service, "JobService").name += "2")),
  ofFile("a method's presence", "beam_job_api", (file) => named(file.service, "JobService").method.pop()),
  ofFile("a field option", "beam_fn_api", (file) => {
    const data = named(named(file.messageType, "Elements").nestedType, "Data");
    required(named(data.field, "data").options).ctype = FieldOptions_CType.STRING;
  }),
  ofFile("the type of a map's values", "metrics", (file) => {
    const entry = named(named(file.messageType, "MonitoringInfo").nestedType, "LabelsEntry");
    named(entry.field, "value").type = FieldDescriptorProto_Type.BYTES;
  }),
  ofFile("a reserved name of an enum", "beam_runner_api", (file) => {
    named(named(file.messageType, "TimeDomain").enumType, "Enum").reservedName.pop();
  }),
  ofFile("a reserved number of an enum", "beam_runner_api", (file) => {
    named(named(file.messageType, "TimeDomain").enumType, "Enum").reservedRange.pop();
  }),
  ofFile("a reserved number of a message", "beam_runner_api", (file) => {
    named(file.messageType, "ParDoPayload").reservedRange.pop();
  }),
  ofMessage("a message's name", (message) => (message.name += "2")),
  ofMessage("a reserved name of a message", (message) => message.reservedName.push("other")),
  ofMessage("a field's presence", (message) => message.field.pop()),
  ofField("a field's name", "url", (field) => (field.name += "2")),
  ofField("a field's number", "url", (field) => (field.number = 9)),
  ofField("a field's scalar type", "url", (field) => (field.type = FieldDescriptorProto_Type.BYTES)),
  ofField("a field's message type", "authentication", (field) => (field.typeName += "2")),
  ofField("a field's label", "url", (field) => (field.label = FieldDescriptorProto_Label.REPEATED)),
  ofField("a field's default", "url", (field) => (field.defaultValue = "other")),
  ofField("a field's JSON name", "url", (field) => (field.jsonName = "other")),
  ofField("a field's explicit presence", "url", (field) => (field.proto3Optional = true)),
  ofOneof("a oneof's name", (message) => (required(message.oneofDecl[0]).name += "2")),
  ofOneof("a oneof's member", (message) => (named(message.field, "row_type").oneofIndex = -1)),
  ofEnumValue("an enum value's name", (value) => (value.name += "2")),
  ofEnumValue("an enum value's number", (value) => (value.number = 99)),
  ofUrn("a URN's presence", (options) => options.$unknown?.pop()),
  ofUrn("a URN's last letter", (options) => required(required(options.$unknown)[0]).data.fill(0x32, -1)),
  ofUrn("a custom option that nobody declares", (options) => {
    required(options.$unknown).push({ no: 7777, wireType: WireType.Varint, data: Uint8Array.of(1) });
  }),
  ofMethod("a method's name", (method) => (method.name += "2")),
  ofMethod("a method's input", (method) => (method.inputType += "2")),
  ofMethod("a method's output", (method) => (method.outputType += "2")),
  ofMethod("a method's streaming of requests", (method) => (method.clientStreaming = true)),
  ofMethod("a method's streaming of responses", (method) => (method.serverStreaming = true)),
];
