import { describe, expect, it } from "vitest";
import { minutes } from "../index.ts";
import { artifactName, readArtifactName } from "./artifact-name.ts";
import { readJobFacts, writeJobFacts, type JobFacts } from "./job-file.ts";

const facts: JobFacts = {
  args: ["--input=a b", "--quiet"],
  definitionOptions: { runner: "flink", every: minutes(5), tags: ["x"], top: undefined },
  parsedOptions: [{ names: ["input"], values: { input: "a b", limit: 2 ** 40 } }],
  values: new Map([["now", new Uint8Array([0, 255, 1])]]),
  fingerprint: { sha256: "f", lines: ["a", "b"] },
  callSites: new Map([["Words/Map", "examples/a.ts:3:4"]]),
};

describe("the facts of a job", () => {
  it("are read as they were written", () => {
    const read = readJobFacts(writeJobFacts(facts));
    expect({
      ...read,
      values: new Map([...read.values].map(([name, bytes]) => [name, new Uint8Array(bytes)])),
    }).toEqual(facts);
  });

  it("have no options of a definition where there is none", () => {
    expect(readJobFacts(writeJobFacts({ ...facts, definitionOptions: undefined })).definitionOptions).toBeUndefined();
  });

  it("of another version are refused", () => {
    const text = writeJobFacts(facts).replace('"version":1', '"version":2');
    expect(() => readJobFacts(text)).toThrow("written by another version");
  });
});

describe("the name of an artifact", () => {
  const sha256 = "0123456789abcdef".repeat(4);

  it("tells the file's name and its hash", () => {
    expect(readArtifactName(artifactName({ name: "program.mjs.map", sha256 }))).toEqual({
      name: "program.mjs.map",
      sha256,
    });
  });

  it.each(["beam.jar", "purlin-123-x", `purlin-${sha256}-../x`, `purlin-${sha256}-`])(
    "is not read from that of another file: %s",
    (name) => {
      expect(readArtifactName(name)).toBeUndefined();
    },
  );
});
