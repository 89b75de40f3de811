import { describe, expect, it } from "vitest";
import { fillOptions } from "./fill-options.ts";
import { option } from "./option.ts";

const spec = { input: option.string({ required: true }), top: option.integer({ default: 3 }), tag: option.string() };

describe("options from values", () => {
  it("are those that are given and the defaults of the rest, frozen", () => {
    const filled = fillOptions(spec, { input: "a", quiet: true });
    expect(filled).toEqual({
      input: "a",
      top: 3,
      tag: undefined,
      runner: "direct",
      strict: false,
      quiet: true,
      verbose: false,
    });
    expect(Object.isFrozen(filled)).toBe(true);
  });

  it("take the default where undefined is given", () => {
    expect(fillOptions(spec, { input: "a", top: undefined as never }).top).toBe(3);
  });

  it("hold the engines' own options", () => {
    const engineOptions = { flink: { parallelism: 2 } };
    expect(fillOptions(spec, { input: "a", engineOptions }).engineOptions).toBe(engineOptions);
  });

  it.each([
    { name: "a required one is missing", given: {}, says: 'The option "input" must be given.' },
    { name: "one was not declared", given: { input: "a", tops: 1 }, says: 'did you mean "top"?' },
  ])("are an error when $name", ({ given, says }) => {
    expect(() => fillOptions(spec, given)).toThrow(says);
  });
});
