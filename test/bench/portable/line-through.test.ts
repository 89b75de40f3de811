import { expect, it } from "vitest";
import { slopeOfLine } from "./line-through.ts";

it.each([
  { name: "of a line is its own", values: [5, 8, 11, 14], slope: 3 },
  { name: "of values that stay is 0", values: [7, 7, 7], slope: 0 },
  { name: "of a falling line is negative", values: [4, 2, 0], slope: -2 },
  { name: "of a line after a single step down is the line's", values: [90, 1, 2, 3, 4, 5, 6], slope: 1 },
  { name: "between two is theirs", values: [1, 5], slope: 4 },
])("the slope $name", ({ values, slope }) => {
  expect(slopeOfLine(values)).toBeCloseTo(slope, 12);
});
