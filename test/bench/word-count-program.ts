// A word count that threads can find again.
import { definePipeline, option } from "../../sdk/index.ts";
import { readText, writeText } from "../../io/text/index.ts";
import { countPerElement } from "../../transforms/index.ts";

const word = /\p{L}[\p{L}']*/gu;

export default definePipeline(
  (p, { input, output }) => {
    p.apply(readText(input))
      .flatMap((line) => line.match(word) ?? [])
      .map("Fold", (found) => found.normalize("NFKD").toLocaleLowerCase("en"))
      .apply(countPerElement())
      .map("Format", ([found, count]) => `${found}: ${String(count)}`)
      .apply(writeText(output));
  },
  { options: { input: option.string({ required: true }), output: option.string({ required: true }) } },
);
