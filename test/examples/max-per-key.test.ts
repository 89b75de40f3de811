import { describe, expect, it } from "vitest";
import { expectThat, inputOf, testPipeline } from "purlin/testing";
import maxPerKey from "../../examples/max-per-key.ts";
import { dataRows, runExample } from "./run-example.ts";

describe("examples/max-per-key.ts", () => {
  it("finds the highest temperature of each month", async () => {
    const months = Array.from({ length: 12 }, (_, i) => `2025-${String(i + 1).padStart(2, "0")}`);
    const expected = months.map((month) => {
      const highs = dataRows("weather.csv").filter(([day]) => day?.startsWith(month));
      return `${month}: ${Math.max(...highs.map(([, , high]) => Number(high)))}`;
    });
    expect(await runExample(maxPerKey)).toEqual({ "": expected });
  });

  it("takes the least cold day of a month that is below zero throughout", async () => {
    const ReadCsv = [
      { day: "2025-01-01", high: -7.5 },
      { day: "2025-01-31", high: -0.5 },
      { day: "2025-02-01", high: -3 },
    ];
    const p = await testPipeline(maxPerKey, { replace: { ReadCsv, WriteText: [] } });
    expectThat(inputOf(p, "WriteText")).containsInAnyOrder(["2025-01: -0.5", "2025-02: -3"]);
    await p.run();
  });
});
