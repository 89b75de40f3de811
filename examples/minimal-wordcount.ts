// Counts the words of a book, with nothing that can be left out.
import { Pipeline } from "purlin";
import { readText, writeText } from "purlin/io/text";
import { countPerElement } from "purlin/transforms";

const p = Pipeline.create();

p.apply(readText("examples/data/genesis.txt"))
  .flatMap("Words", (line) => line.toLowerCase().match(/\p{L}[\p{L}']*/gu) ?? [])
  .apply(countPerElement())
  .map("Format", ([word, n]) => `${word}: ${n}`)
  .apply(writeText("out/minimal-wordcount"));

await p.run();
