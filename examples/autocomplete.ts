// Completes what somebody begins to type: finds the most frequent words of a text that begin with each prefix.
import { definePipeline, option } from "purlin";
import { readText, writeText } from "purlin/io/text";
import { countPerElement, natural, top } from "purlin/transforms";

export default definePipeline(
  (p, options) => {
    p.apply(readText(options.input))
      .flatMap("Words", (line) => line.toLowerCase().match(/\p{L}[\p{L}']*/gu) ?? [])
      .apply(countPerElement())
      .flatMap("Prefixes", ([word, n]) => prefixesOf(word, options.longest).map((prefix) => [prefix, { word, n }]))
      .combinePerKey(top(options.top, (a, b) => a.n - b.n || natural(b.word, a.word)))
      .map("Format", ([prefix, words]) => `${prefix}: ${words.map(({ word, n }) => `${word} (${n})`).join(", ")}`)
      .apply(writeText(options.output));
  },
  {
    options: {
      input: option.string({ default: "examples/data/genesis.txt", help: "the text: a file or a glob" }),
      output: option.string({ default: "out/autocomplete", help: "how the names of the output files begin" }),
      top: option.integer({ default: 3, min: 1, help: "how many completions to give of each prefix" }),
      longest: option.integer({ default: 5, min: 1, help: "how many letters the prefixes have at most" }),
    },
  },
);

function prefixesOf(word: string, longest: number): string[] {
  const letters = Array.from(word);
  return Array.from({ length: Math.min(letters.length, longest) }, (_, i) => letters.slice(0, i + 1).join(""));
}
