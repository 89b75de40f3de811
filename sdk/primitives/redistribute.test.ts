import { describe, expect, it } from "vitest";
import { jsonCoder, kvCoder, Pipeline, varintCoder } from "../index.ts";

const pipeline = (): Pipeline => Pipeline.create({ quiet: true });

describe("redistribution", () => {
  it("stands in the proto as what it is, with a reshuffle inside for runners that don't know of it", async () => {
    const p = pipeline();
    const pairs = p.create([["a", 1]] as [string, number][]);
    pairs.redistribute({ allowDuplicates: true });
    pairs.redistributeByKey("By key");
    const { components } = await p.toProto();
    const steps = Object.values(components?.transforms ?? {}).map(({ uniqueName, spec }) => [
      uniqueName,
      spec?.urn,
      spec?.payload,
    ]);
    expect(steps).toEqual(
      expect.arrayContaining([
        ["Redistribute", "beam:transform:redistribute_arbitrarily:v1", Uint8Array.of(8, 1)],
        ["Redistribute/Reshuffle", "beam:transform:reshuffle:v1", new Uint8Array()],
        ["By key", "beam:transform:redistribute_by_key:v1", new Uint8Array()],
        ["By key/Reshuffle", "beam:transform:reshuffle:v1", new Uint8Array()],
      ]),
    );
  });

  it("by key takes deterministic keys", () => {
    const pairs = pipeline()
      .create([["a", 1]] as [string, number][])
      .withCoder(kvCoder(jsonCoder<string>(), varintCoder));
    expect(() => pairs.redistributeByKey()).toThrow("is not deterministic");
    expect(() => pairs.redistribute()).not.toThrow();
  });
});
