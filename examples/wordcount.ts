// Counts the words of text files, and shows the most frequent ones.
//
//     node examples/wordcount.ts --input=FILE --output=PREFIX
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

const files: string[] = [];
counts
  .map("Format", ([word, n]) => `${word}: ${n}`)
  .apply(writeText(options.output))
  .map("Name", (file) => files.push(file));

const rows: [string, number][] = [];
counts
  .combineGlobally(
    "Top",
    top(options.top, ([a, m], [b, n]) => m - n || (a < b ? 1 : -1)),
  )
  .map("Keep", (most) => rows.push(...most));

await p.run();

const width = Math.max(...rows.map(([word]) => word.length));
for (const [word, n] of rows) console.log(`${word.padEnd(width)}  ${n.toLocaleString("en").padStart(7)}`);
console.log(`\nThe counts of all words lie in ${files.join(", ")}`);
