import { describe, expect, it } from "vitest";
import * as z from "zod";
import { Pipeline, type PCollection } from "../sdk/index.ts";
import { extract, findAll, fromJson, matching, replaceAll, split, toJson } from "./index.ts";

const texts = (...elements: string[]): PCollection<string> => Pipeline.create({ quiet: true }).create(elements);

describe("regular expressions", () => {
  it("have no memory of the element before, whatever their flags", async () => {
    const sticky = /a/gy;
    sticky.lastIndex = 1;
    expect(await texts("a", "a", "ba").apply(matching(sticky)).collect()).toEqual(["a", "a", "ba"]);
    expect(await texts("aa", "a").apply(findAll(sticky)).collect()).toEqual(["a", "a", "a"]);
    expect(sticky.lastIndex).toBe(1);
  });

  it("may be strings, which are read as Unicode patterns", async () => {
    expect(await texts("\u{1f9f5}", "x").apply(matching("^\\p{Extended_Pictographic}$")).collect()).toEqual([
      "\u{1f9f5}",
    ]);
    expect(() => texts("").apply(matching("("))).toThrow(SyntaxError);
  });

  it("leave groups undefined that have no part in a match", async () => {
    expect(await texts("3", "4.50").apply(extract("(?<whole>\\d+)(?<cents>\\.\\d\\d)?")).collect()).toEqual([
      { whole: "3", cents: undefined },
      { whole: "4", cents: ".50" },
    ]);
  });

  it("replace by functions of the groups", async () => {
    const swapped = texts("a1 b2").apply(
      replaceAll(/(\w)(\d)/, (_, letter: string, digit: string) => `${digit}${letter}`),
    );
    expect(await swapped.collect()).toEqual(["1a 2b"]);
  });

  it("split with what they capture, without empty parts", async () => {
    expect(await texts("a,,b", "c-d", "").apply(split(/(-)|,/)).collect()).toEqual(["a", "b", "c", "-", "d"]);
  });
});

describe("JSON", () => {
  const order = z.object({ id: z.string(), price: z.number().default(1) });

  it("is validated by a schema, which may add to it", async () => {
    const orders = texts('{"id":"a"}', '{"id":"b","price":2}').apply(fromJson(order));
    expect(await orders.collect()).toEqual([
      { id: "a", price: 1 },
      { id: "b", price: 2 },
    ]);
  });

  it("may be validated asynchronously", async () => {
    const checked = order.refine(async ({ id }) => Promise.resolve(id !== "bad"));
    expect(await texts('{"id":"a"}').apply(fromJson(checked)).collect()).toEqual([{ id: "a", price: 1 }]);
    await expect(texts('{"id":"bad"}').apply(fromJson(checked)).collect()).rejects.toThrow("JsonMismatchError");
  });

  it("that doesn't fit is an error with the path", async () => {
    const nested = z.object({ items: z.array(order) });
    await expect(texts('{"items":[{"id":7}]}').apply(fromJson(nested)).collect()).rejects.toThrow(/items\[0\]\.id {2}/);
  });

  it("that is none is an error with the element", async () => {
    await expect(texts("{id: 1}").apply("Read", fromJson()).collect()).rejects.toThrow(
      /The function of step "Read\/Parse" failed: SyntaxError[^]*element +'\{id: 1\}'/,
    );
  });

  it("has no text for some values", async () => {
    const p = Pipeline.create({ quiet: true });
    await expect(p.create([undefined]).apply(toJson()).collect()).rejects.toThrow("JSON has no text for undefined.");
    await expect(p.create("Big", [1n]).apply("Bigints", toJson()).collect()).rejects.toThrow("BigInt");
  });

  it("takes schemas alone", () => {
    expect(() => texts("").apply(fromJson({} as never))).toThrow(
      "fromJson takes a schema that follows Standard Schema",
    );
  });
});
