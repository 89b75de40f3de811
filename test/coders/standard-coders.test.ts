// Beam's vectors of the standard coders, both ways. STANDARD_CODERS may name another file of vectors, for example that of
// a later release.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { decodeBytes, encodeBytes } from "../../sdk/coders/encode-bytes.ts";
import { StateBackedIterable } from "../../sdk/coders/state-backed-iterable-coder.ts";
import { bytesOf, type CoderSpec, knownUrns, vectorCoder } from "./vector-coders.ts";
import { vectorValue } from "./vector-values.ts";

interface VectorDocument {
  readonly coder: CoderSpec;
  /** In which context the examples hold; in both where it is left out. */
  readonly nested?: boolean;
  readonly examples: Readonly<Record<string, unknown>>;
}

const file = process.env.STANDARD_CODERS ?? new URL("standard_coders.yaml", import.meta.url);
const documents = parseAllDocuments(readFileSync(file, "utf8"), { intAsBigInt: true })
  .map((document) => document.toJS() as VectorDocument | null)
  .filter((document) => document !== null);

const cases = documents.flatMap(({ coder: spec, nested, examples }, index) =>
  (nested === undefined ? [false, true] : [nested]).flatMap((isNested) =>
    Object.entries(examples).map(([encoded, value]) => ({
      name: `#${String(index)} ${nameOf(spec)} ${isNested ? "nested" : "outer"} ${JSON.stringify(encoded).slice(0, 60)}`,
      spec,
      isNested,
      bytes: bytesOf(encoded),
      value,
    })),
  ),
);

function nameOf({ urn, components = [] }: CoderSpec): string {
  const short = urn.split(":").at(-2) ?? urn;
  return components.length === 0 ? short : `${short}(${components.map(nameOf).join(", ")})`;
}

function plain(value: unknown): unknown {
  return value instanceof StateBackedIterable ? [...value] : value;
}

describe("the vectors of the standard coders", () => {
  it("are there", () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  it.runIf(process.env.STANDARD_CODERS === undefined)("cover every standard coder but the length prefix", () => {
    const urns = new Set<string>();
    const collect = ({ urn, components = [] }: CoderSpec): void => {
      urns.add(urn);
      components.forEach(collect);
    };
    for (const { coder } of documents) collect(coder);
    expect(knownUrns.filter((urn) => !urns.has(urn))).toEqual(["beam:coder:length_prefix:v1"]);
  });

  it.each(cases)("decodes $name", ({ spec, isNested, bytes, value }) => {
    const coder = vectorCoder(spec);
    expect(plain(decodeBytes(coder, bytes, isNested))).toEqual(vectorValue(value, spec, coder));
  });

  it.each(cases.filter(({ spec }) => spec.non_deterministic !== true))(
    "encodes $name",
    ({ spec, isNested, bytes, value }) => {
      const coder = vectorCoder(spec);
      expect(hex(encodeBytes(coder, vectorValue(value, spec, coder), isNested))).toBe(hex(bytes));
      expect(hex(encodeBytes(coder, decodeBytes(coder, bytes, isNested), isNested))).toBe(hex(bytes));
    },
  );

  it.each(cases.filter(({ spec }) => spec.non_deterministic === true))(
    "gives back $name",
    ({ spec, isNested, bytes, value }) => {
      const coder = vectorCoder(spec);
      const again = encodeBytes(coder, decodeBytes(coder, bytes, isNested), isNested);
      expect(plain(decodeBytes(coder, again, isNested))).toEqual(vectorValue(value, spec, coder));
    },
  );

  it("names a coder that it doesn't know", () => {
    expect(() => vectorCoder({ urn: "beam:coder:from_the_future:v1" })).toThrow(
      "No coder is known for beam:coder:from_the_future:v1: the vectors may be those of a later release",
    );
  });
});

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
