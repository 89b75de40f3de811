import { describe, expect, it } from "vitest";
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
});
