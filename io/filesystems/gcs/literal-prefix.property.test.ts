import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseGlob } from "../glob.ts";
import { literalPrefix } from "./literal-prefix.ts";

const characters = fc.constantFrom(...Array.from("abx.-/*?[]{},!()\\"));

describe("the beginning of a pattern without wildcards", () => {
  it.each([
    ["a/b-*.txt", "a/b-"],
    ["a?", "a"],
    ["a/[ab].txt", "a/"],
    ["a/{b,c}/d", "a/"],
    ["**/a", ""],
    ["a\\*b*", "a*b"],
    ["\\[x\\]*", "[x]"],
    ["(1)!*", "(1)!"],
    ["a.txt", "a.txt"],
  ])("of %j is %j", (pattern, prefix) => {
    expect(literalPrefix(pattern)).toBe(prefix);
  });

  it("is how all names begin that the pattern stands for", () => {
    const texts = fc.array(characters, { maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, texts, (pattern, rest) => {
        const glob = parseGlob(`dir/${pattern}`);
        fc.pre(typeof glob !== "string" && glob.base === "dir");
        const beginning = literalPrefix(`dir/${pattern}`);
        for (const name of [`dir/${rest}`, `dir/${pattern}`, `${beginning}${rest}`]) {
          // A name that is the pattern matches it too, which here counts for nothing where it holds a backslash.
          if (name === `dir/${pattern}` && pattern.includes("\\")) continue;
          if (glob.isMatch(name.slice("dir/".length))) expect(name.startsWith(beginning)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
