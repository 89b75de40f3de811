import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { cut, displayWidth } from "./terminal-text.ts";

const noControls = /^\P{Cc}*$/u;

describe("cut", () => {
  it("gives one line that is never wider than asked, and all of what fits", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(40), (text, width) => {
        const line = cut(text, width);
        expect(line).toMatch(noControls);
        expect(displayWidth(line)).toBeLessThanOrEqual(width);
        if (noControls.test(text) && displayWidth(text) <= width) expect(line).toBe(text);
      }),
    );
  });

  it.each([
    ["ReadText/ListFiles", 11, "ReadT…Files"],
    ["ReadText/ListFiles", 10, "ReadT…iles"],
    ["ReadText/ListFiles", 18, "ReadText/ListFiles"],
    ["ab", 1, "…"],
    ["ab", 0, ""],
    ["two\nlines\u001b[31m", 20, "two lines [31m"],
    ["東京都庁", 6, "東…庁"],
    ["👩‍👩‍👧 family", 20, "👩‍👩‍👧 family"],
  ])("cuts %j to %d columns: %j", (text, width, line) => {
    expect(cut(text, width)).toBe(line);
  });
});
