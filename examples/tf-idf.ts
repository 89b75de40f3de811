// Finds the words that tell the chapters of a book apart: those that are frequent in one and rare in the others, by their
// TF-IDF (term frequency, inverse document frequency).
//
//     node examples/tf-idf.ts --top=3
import { definePipeline, option } from "purlin";
import { readText, writeText } from "purlin/io/text";
import { count, countPerElement, countPerKey, distinct, innerJoin, natural, top } from "purlin/transforms";

export default definePipeline(
  (p, options) => {
    const words = p.apply(readText(options.input)).flatMap("Words", (line) => {
      const [, chapter = "", text = ""] = /^(.*?):(.*)/.exec(line) ?? [];
      return (text.toLowerCase().match(/\p{L}[\p{L}']*/gu) ?? []).map((word): [string, string] => [chapter, word]);
    });
    const lengths = words.apply("Lengths", countPerKey());
    const chapters = lengths.combineGlobally("Chapters", count());
    const chaptersOfWord = words.apply(distinct()).values().apply("ChaptersOfWord", countPerElement());

    words
      .apply("Occurrences", countPerElement())
      .map(
        "TermFrequency",
        ([[chapter, word], n], { side }) => [word, { chapter, tf: n / (side.lengths.get(chapter) ?? n) }],
        { side: { lengths: lengths.asMap() } },
      )
      .apply(innerJoin(chaptersOfWord))
      .map(
        "TfIdf",
        ([word, [{ chapter, tf }, n]], { side }) => [chapter, { word, score: tf * Math.log(side.chapters / n) }],
        { side: { chapters: chapters.asSingleton() } },
      )
      .combinePerKey(top(options.top, (a, b) => a.score - b.score || natural(b.word, a.word)))
      .map("Format", ([chapter, best]) => `${chapter}: ${best.map(({ word }) => word).join(", ")}`)
      .apply(writeText(options.output));
  },
  {
    options: {
      input: option.string({ default: "examples/data/genesis.txt", help: "lines of a chapter, a colon and text" }),
      output: option.string({ default: "out/tf-idf", help: "how the names of the output files begin" }),
      top: option.integer({ default: 5, min: 1, help: "how many words to give of each chapter" }),
    },
  },
);
