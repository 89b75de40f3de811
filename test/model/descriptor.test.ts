import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { createRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import type { FileDescriptorProto } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { factsOf } from "./descriptor-facts.ts";
import { mutations } from "./descriptor-mutations.ts";
import { generatedFiles } from "./generated-files.ts";

/** The wire facts of Beam 2.77.0: the descriptors of its own proto files. */
const facts = fromBinary(
  FileDescriptorSetSchema,
  readFileSync(new URL("beam-2.77.0.descriptorset.binpb", import.meta.url)),
).file.filter((file) => file.package.startsWith("org.apache.beam."));

const registry = createRegistry(...generatedFiles);
const generated = new Map(generatedFiles.map((file) => [file.proto.name, file.proto]));

function fileNamed(name: string): FileDescriptorProto {
  const file = facts.find((candidate) => candidate.name.endsWith(`/${name}.proto`));
  if (file === undefined) throw new Error(`The descriptor set has no ${name}.proto.`);
  return file;
}

describe("the generated model", () => {
  it("has the files of Beam's descriptor set, no more and no fewer", () => {
    expect([...generated.keys()].sort()).toEqual(facts.map((file) => file.name).sort());
    expect(facts).toHaveLength(12);
  });

  it.each(facts.map((file) => ({ name: basename(file.name), file })))("agrees with Beam's $name", ({ file }) => {
    const actual = generated.get(file.name);
    expect(actual && factsOf(actual, registry)).toEqual(factsOf(file, registry));
  });
});

describe("the comparison", () => {
  it.each(mutations)("sees a change of $fact", ({ file: name, mutate }) => {
    const original = fileNamed(name);
    // Not by clone(), which shares the bytes of unknown fields: a URN lies in those.
    const changed = fromBinary(FileDescriptorProtoSchema, toBinary(FileDescriptorProtoSchema, original));
    expect(factsOf(changed, registry)).toEqual(factsOf(original, registry));
    mutate(changed);
    expect(factsOf(changed, registry)).not.toEqual(factsOf(original, registry));
  });
});
