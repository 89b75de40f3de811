import { describe, expect, it } from "vitest";
import { expectThat, inputOf, testPipeline } from "purlin/testing";
import autocomplete from "../../examples/autocomplete.ts";
import { countsOf, dataLines, runExample, wordsOf } from "./run-example.ts";

/** Sorts all words by how frequent they are, and goes through them for each prefix. */
function completeByHand(longest: number, top: number): string[] {
  const counts = [...countsOf(dataLines("genesis.txt").flatMap(wordsOf))];
  counts.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const completions = new Map<string, string[]>();
  for (const [word, n] of counts) {
    for (let length = 1; length <= Math.min(longest, word.length); length++) {
      const prefix = word.slice(0, length);
      const words = completions.get(prefix) ?? [];
      if (words.length < top) completions.set(prefix, [...words, `${word} (${n})`]);
    }
  }
  return [...completions].map(([prefix, words]) => `${prefix}: ${words.join(", ")}`);
}

describe("examples/autocomplete.ts", () => {
  it("finds the most frequent words that begin with each prefix", async () => {
    expect(await runExample(autocomplete)).toEqual({ "": completeByHand(5, 3).sort() });
  });

  it("completes up to the longest prefix that is wanted", async () => {
    expect(await runExample(autocomplete, { longest: 1, top: 2 })).toEqual({ "": completeByHand(1, 2).sort() });
  });

  it("completes letter by letter, in any script, and equally frequent words by the alphabet", async () => {
    const ReadText = ["an ant", "and", "𐐨𐐩"];
    const p = await testPipeline(autocomplete, {
      replace: { ReadText, WriteText: [] },
      options: { longest: 2, top: 2 },
    });
    const expected = ["a: an (1), and (1)", "an: an (1), and (1)", "𐐨: 𐐨𐐩 (1)", "𐐨𐐩: 𐐨𐐩 (1)"];
    expectThat(inputOf(p, "WriteText")).containsInAnyOrder(expected);
    await p.run();
  });
});
