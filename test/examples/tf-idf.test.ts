import { describe, expect, it } from "vitest";
import { expectThat, inputOf, testPipeline } from "purlin/testing";
import tfIdf from "../../examples/tf-idf.ts";
import { countsOf, dataLines, runExample, wordsOf } from "./run-example.ts";

/** Ranks the words of each chapter by loops over all of them. */
function rankByHand(top: number): string[] {
  const chapters = new Map<string, string[]>();
  for (const line of dataLines("genesis.txt")) {
    const [, chapter = "", text = ""] = /^(\w+):(.*)$/.exec(line) ?? [];
    chapters.set(chapter, [...(chapters.get(chapter) ?? []), ...wordsOf(text)]);
  }
  const chaptersOfWord = countsOf([...chapters.values()].flatMap((words) => [...new Set(words)]));
  return [...chapters].map(([chapter, words]) => {
    const scored = [...countsOf(words)].map(([word, n]) => ({
      word,
      score: (n / words.length) * Math.log(chapters.size / (chaptersOfWord.get(word) ?? 0)),
    }));
    scored.sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1));
    return `${chapter}: ${scored
      .slice(0, top)
      .map(({ word }) => word)
      .join(", ")}`;
  });
}

describe("examples/tf-idf.ts", () => {
  it("finds the words that tell each chapter from the others", async () => {
    const lines = (await runExample(tfIdf))[""];
    expect(lines).toEqual(rankByHand(5).sort());
    expect(lines).toHaveLength(50);
    expect(lines?.find((line) => line.startsWith("Ge1:"))).toMatch(/\bfirmament\b/);
  });

  it("gives as many words as are wanted", async () => {
    expect(await runExample(tfIdf, { top: 2 })).toEqual({ "": rankByHand(2).sort() });
  });

  it("takes a word of all chapters for one that tells nothing", async () => {
    const ReadText = ["One:1 the sea: the salt", "Two:1 the land", "Two:2 the land, the the the the salt"];
    const p = await testPipeline(tfIdf, { replace: { ReadText, WriteText: [] }, options: { top: 1 } });
    expectThat(inputOf(p, "WriteText")).containsInAnyOrder(["One: sea", "Two: land"]);
    await p.run();
  });
});
