import { expect, it } from "vitest";

import { formatCount, formatMillis, formatNumber, formatRate } from "./quantities.ts";

it.each([
  [0, "0 ms"],
  [0.4, "0 ms"],
  [999, "999 ms"],
  [999.6, "1.0 s"],
  [12_345, "12.3 s"],
  [59_949, "59.9 s"],
  [59_950, "1 min 00 s"],
  [125_000, "2 min 05 s"],
  [3_599_499, "59 min 59 s"],
  [3_599_500, "1 h 00 min"],
  [11_220_000, "3 h 07 min"],
  [3_600_000_000, "1,000 h 00 min"],
])("writes %d milliseconds as %s", (millis, text) => {
  expect(formatMillis(millis)).toBe(text);
});

it("separates thousands", () => {
  expect(formatCount(1_234_567)).toBe("1,234,567");
  expect(formatCount(1e21)).toBe("1,000,000,000,000,000,000,000");
});

it.each([
  [1_234_567, "1,234,567"],
  [-3, "-3"],
  [1 / 32, "0.03125"],
  [1234.5678, "1,235"],
])("writes the number %d as %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

it("gives a rate a second, and none for no time", () => {
  expect(formatRate(500, 2000)).toBe("250/s");
  expect(formatRate(500, 0)).toBe("-");
});
