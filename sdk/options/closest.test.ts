import { expect, it } from "vitest";

import { closest } from "./closest.ts";

it.each([
  { word: "ouput", meant: "output" },
  { word: "OUTPUT", meant: "output" },
  { word: "out-put", meant: "output" },
  { word: "dry_run", meant: "dryRun" },
  { word: "inptu", meant: "input" },
  { word: "flnk", meant: "flink" },
  { word: "x", meant: undefined },
  { word: "zebra", meant: undefined },
  { word: "", meant: undefined },
])("takes $word for $meant", ({ word, meant }) => {
  expect(closest(word, ["input", "output", "dryRun", "flink", "spark"])).toBe(meant);
});

it("takes the nearest of several that come near", () => {
  expect(closest("inputs", ["output", "inlet", "input"])).toBe("input");
});
