import { describe, expect, it } from "vitest";
import census from "../../examples/census.ts";
import { dataRows, runExample } from "./run-example.ts";

/** What the Census Bureau has published of each region: the inhabitants in 2010 and in 2020. */
const published = new Map([
  ["Northeast", [55_317_240, 57_609_148]],
  ["Midwest", [66_927_001, 68_985_454]],
  ["South", [114_555_744, 126_266_107]],
  ["West", [71_945_553, 78_588_572]],
]);

describe("examples/census.ts", () => {
  it("sums up the states of each division", async () => {
    const divisions = Map.groupBy(dataRows("census.csv"), ([, region, division]) => `${region},${division}`);
    const expected = [...divisions].map(([division, states]) => {
      const [before = 0, after = 0] = [3, 4].map((column) => states.reduce((n, state) => n + Number(state[column]), 0));
      return `${division},${states.length},${before},${after},${((after / before - 1) * 100).toFixed(1)} %`;
    });
    expect(expected).toHaveLength(9);
    const header = "region,division,states,population2010,population2020,growth";
    expect(await runExample(census)).toEqual({ "": [header, ...expected].sort() });
  });

  it.each([...published])("finds as many inhabitants of the %s as were published", async (region, inhabitants) => {
    const { "": lines = [] } = await runExample(census);
    const rows = lines.map((line) => line.split(",")).filter(([name]) => name === region);
    expect([3, 4].map((column) => rows.reduce((sum, row) => sum + Number(row[column]), 0))).toEqual(inhabitants);
  });
});
