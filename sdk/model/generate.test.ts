import { describe, expect, it } from "vitest";
import { differences } from "./generate.ts";

describe("the check of generated code", () => {
  it.each([
    { name: "nothing when both are the same", expected: { a: "1" }, actual: { a: "1" }, lines: [] },
    { name: "a file that is missing", expected: { a: "1", b: "2" }, actual: { a: "1" }, lines: ["missing    b"] },
    { name: "a file that differs", expected: { a: "1" }, actual: { a: "2" }, lines: ["different  a"] },
    { name: "a file that is left over", expected: { a: "1" }, actual: { a: "1", c: "" }, lines: ["left over  c"] },
  ])("reports $name", ({ expected, actual, lines }) => {
    expect(differences(new Map(Object.entries(expected)), new Map(Object.entries(actual)))).toEqual(lines);
  });
});
