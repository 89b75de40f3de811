// Counts the words of text files, and shows the most frequent ones.
//
//     node examples/wordcount.ts --input=FILE --output=PREFIX
import { readFile } from "node:fs/promises";
import { option, parseOptions, Pipeline } from "purlin";
import { readText, writeText } from "purlin/io/text";
import { countPerElement, top } from "purlin/transforms";

const options = parseOptions({
  input: option.string({ default: "examples/data/genesis.txt", help: "the text: a file or a glob" }),
  output: option.string({ default: "out/wordcount", help: "how the names of the output files begin" }),
  top: option.integer({ default: 10, help: "how many of the most frequent words to show" }),
});

const p = Pipeline.create(options);

const counts = p
  .apply(readText(options.input))
  .flatMap("Words", (line) => line.toLowerCase().match(/\p{L}[\p{L}']*/gu) ?? [])
  .apply(countPerElement());

counts.map("Format", ([word, n]) => `${word}: ${n}`).apply(writeText(options.output));

counts
  .combineGlobally(
    "Top",
    top(options.top, ([a, m], [b, n]) => m - n || (a < b ? 1 : -1)),
  )
  .map("Table", (rows) => rows.map(([word, n]) => `${n.toLocaleString("en").padStart(9)}  ${word}`).join("\n"))
  .apply("WriteTop", writeText(`${options.output}-top`, { shards: 1, template: "{prefix}{suffix}" }));

await p.run();

// Functions may run in other processes, on other machines: what they leave behind for this one lies in files.
console.log(await readFile(`${options.output}-top.txt`, "utf8"));
console.log(`The counts of all words lie in ${options.output}-*.txt`);
