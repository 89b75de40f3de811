// Counts the words of files in Cloud Storage, into files there.
import { definePipeline, option } from "../../../sdk/index.ts";
import { readText, writeText } from "../../../io/text/index.ts";
import { countPerElement } from "../../../transforms/index.ts";

export default definePipeline(
  (p, { input, output }) => {
    p.apply(readText(input))
      .flatMap("Words", (line, { metrics }) => {
        const words = line.toLowerCase().match(/\p{L}[\p{L}']*/gu) ?? [];
        metrics.counter("words").inc(words.length);
        metrics.distribution("wordsOfLine").update(words.length);
        for (const word of words) metrics.stringSet("initials").add(word.slice(0, 1));
        return words;
      })
      .apply(countPerElement())
      .map("Format", ([word, n]) => `${word}: ${String(n)}`)
      .apply(writeText(output));
  },
  { options: { input: option.string({ required: true }), output: option.string({ required: true }) } },
);
