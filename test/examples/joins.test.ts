import { describe, expect, it } from "vitest";
import joins from "../../examples/joins.ts";
import { dataRows, runExample } from "./run-example.ts";

describe("examples/joins.ts", () => {
  it.each(["join", "sideInput"] as const)("names the countries of all games, by a %s", async (by) => {
    const names = new Map(dataRows("countries.csv").map(([code, name]) => [code, name]));
    const expected = dataRows("games.csv").map(([year, code, city]) => `${year}: ${city}, ${names.get(code) ?? code}`);
    const { "": lines } = await runExample(joins, { by });
    expect(lines).toEqual(expected.sort());
    expect(lines).toContain("2020: Tokyo, Japan");
    // No country of the file has that code.
    expect(lines).toContain("1980: Moscow, SU");
  });
});
