// Counts the words of text files, but for stop words, and shows the most frequent ones.
//
//     node examples/wordcount.ts --input=FILE --output=PREFIX --stopWords=examples/data/stop-words.txt
import { readFile } from "node:fs/promises";
import { option, parseOptions, Pipeline } from "purlin";
import { readText, writeText } from "purlin/io/text";
import { countPerElement, top } from "purlin/transforms";

const options = parseOptions({
  input: option.string({ default: "examples/data/genesis.txt", help: "the text: a file or a glob" }),
  output: option.string({ default: "out/wordcount", help: "how the names of the output files begin" }),
  stopWords: option.string({ help: "a file of words not to count, one a line" }),
  top: option.integer({ default: 10, min: 1, help: "how many of the most frequent words to show" }),
});

const p = Pipeline.create(options);

const stopWords =
  options.stopWords === undefined
    ? p.create<string>("NoStopWords", [])
    : p.apply("StopWords", readText(options.stopWords));

const counts = p
  .apply(readText(options.input))
  .flatMap("Words", (line, { metrics }) => {
    const words = line.toLowerCase().match(/\p{L}[\p{L}']*/gu) ?? [];
    metrics.distribution("wordsOfLine").update(words.length);
    return words;
  })
  .filter(
    "LeaveOutStopWords",
    (word, { side, metrics }) => {
      const isStopWord = side.stopWords.has(word);
      metrics.counter(isStopWord ? "stopWords" : "countedWords").inc();
      return !isStopWord;
    },
    { side: { stopWords: stopWords.asSet() } },
  )
  .apply(countPerElement());

counts.map("Format", ([word, n]) => `${word}: ${n}`).apply(writeText(options.output));

counts
  .combineGlobally(
    "Top",
    top(options.top, ([a, m], [b, n]) => m - n || (a < b ? 1 : -1)),
  )
  .map("Table", (rows) => rows.map(([word, n]) => `${n.toLocaleString("en").padStart(9)}  ${word}`).join("\n"))
  .apply("WriteTop", writeText(`${options.output}-top`, { shards: 1, template: "{prefix}{suffix}" }));

const { metrics } = await p.run();

// Functions may run in other processes, on other machines: what they leave behind for this one lies in files.
if (!URL.canParse(options.output)) console.log(await readFile(`${options.output}-top.txt`, "utf8"));
const [perLine] = metrics.distributions({ name: "wordsOfLine" });
console.log(`${metrics.counter("countedWords")} words were counted; the longest line has ${perLine?.value.max ?? 0}.`);
console.log(`The counts of all words lie in ${options.output}-*.txt`);
