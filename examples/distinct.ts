// Lists the words that a text uses, each once.
import { definePipeline, option } from "purlin";
import { readText, writeText } from "purlin/io/text";
import { distinct } from "purlin/transforms";

export default definePipeline(
  (p, { input, output }) => {
    p.apply(readText(input))
      .flatMap("Words", (line) => line.toLowerCase().match(/\p{L}[\p{L}']*/gu) ?? [])
      .apply(distinct())
      .apply(writeText(output));
  },
  {
    options: {
      input: option.string({ default: "examples/data/genesis.txt", help: "the text: a file or a glob" }),
      output: option.string({ default: "out/distinct", help: "how the names of the output files begin" }),
    },
  },
);
