import { expect, it } from "vitest";
import { slopeOfLine } from "./line-through.ts";

it.each([
  { name: "of a line is its own", values: [5, 8, 11, 14], slope: 3 },
  { name: "of values that stay is 0", values: [7, 7, 7], slope: 0 },
  { name: "of a falling line is negative", values: [4, 2, 0], slope: -2 },
  { name: "of a single outlier in the middle is 0", values: [1, 1, 100, 1, 1], slope: 0 },
])("the slope $name", ({ values, slope }) => {
  expect(slopeOfLine(values)).toBeCloseTo(slope, 12);
});
