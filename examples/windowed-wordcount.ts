// Counts the words of a text in windows of event time. The times are those of somebody who begins a chapter every hour
// and reads a verse every half minute.
//
//     node examples/windowed-wordcount.ts --window=12h
import { addMillis, definePipeline, fixedWindows, hours, option } from "purlin";
import { readText, writeText } from "purlin/io/text";
import { countPerElement } from "purlin/transforms";

export default definePipeline(
  (p, { input, output, start, window }) => {
    p.apply(readText(input))
      .withTimestamps("WhenRead", (line) => {
        const [, chapter, verse] = /(\d+):(\d+)/.exec(line) ?? [];
        return addMillis(Date.parse(start), hours(1).millis * (Number(chapter) - 1) + 30_000 * (Number(verse) - 1));
      })
      .window(fixedWindows(window))
      .flatMap("Words", (line) => line.toLowerCase().match(/\p{L}[\p{L}']*/gu) ?? [])
      .apply(countPerElement())
      .map("Format", ([word, n]) => `${word}: ${n}`)
      .apply(writeText(output)); // a file for each window, named by it
  },
  {
    options: {
      input: option.string({ default: "examples/data/genesis.txt", help: "the text, a numbered verse a line" }),
      output: option.string({ default: "out/windowed-wordcount", help: "how the names of the output files begin" }),
      start: option.string({ default: "2026-01-01T00:00:00Z", help: "when the first verse was read" }),
      window: option.duration({ default: hours(12), help: "how long the windows are" }),
    },
  },
);
