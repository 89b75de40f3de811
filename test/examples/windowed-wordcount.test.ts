import { describe, expect, it } from "vitest";
import windowedWordCount from "../../examples/windowed-wordcount.ts";
import { hours } from "../../sdk/index.ts";
import { countsOf, dataLines, runExample, wordsOf } from "./run-example.ts";

/** What a loop counts: a chapter is read each hour. */
function countByHand(hoursOfWindow: number): Record<string, string[]> {
  const words: Record<string, string[]> = {};
  for (const line of dataLines("genesis.txt")) {
    const chapter = Number(/^Ge(\d+)/.exec(line)?.[1]);
    const begin = Math.floor((chapter - 1) / hoursOfWindow) * hoursOfWindow;
    const window = [begin, begin + hoursOfWindow].map(instantName).join("-");
    (words[window] ??= []).push(...wordsOf(line));
  }
  const counts = Object.entries(words).map(([window, all]) => {
    const lines = [...countsOf(all)].map(([word, n]) => `${word}: ${n}`);
    return [window, lines.sort()];
  });
  return Object.fromEntries(counts) as Record<string, string[]>;
}

function instantName(hour: number): string {
  const [day, hourOfDay] = [1 + Math.floor(hour / 24), hour % 24].map((n) => String(n).padStart(2, "0"));
  return `2026-01-${day}T${hourOfDay}-00-00Z`;
}

describe("examples/windowed-wordcount.ts", () => {
  it("writes the counts of each half day to a file of its own", async () => {
    const expected = countByHand(12);
    expect(Object.keys(expected)).toHaveLength(5);
    expect(await runExample(windowedWordCount)).toEqual(expected);
  });

  it("counts in windows of another length", async () => {
    expect(await runExample(windowedWordCount, { window: hours(24) })).toEqual(countByHand(24));
  });
});
