// How much memory word count takes over much text.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pipeline } from "../../../sdk/index.ts";
import { readText, writeText } from "../../../io/text/index.ts";
import { countPerElement } from "../../../transforms/index.ts";
import { report, secondsOf } from "../figure.ts";
import { peakResidentMegabytes } from "../peak-memory.ts";
import { textFile } from "../text-file.ts";

const input = textFile(2_000);
const folder = mkdtempSync(join(tmpdir(), "purlin-bench-"));

async function countWords(): Promise<void> {
  const p = Pipeline.create({ quiet: true });
  p.apply(readText(input))
    .flatMap((line) => line.match(/\p{L}[\p{L}']*/gu) ?? [])
    .apply(countPerElement())
    .map(([word, count]) => `${word}: ${String(count)}`)
    .apply(writeText(join(folder, "counts")));
  await p.run();
}

const took = await secondsOf(countWords);
rmSync(folder, { recursive: true });
report({
  name: "word-count memory",
  value: peakResidentMegabytes(),
  unit: "MB",
  goal: 400,
  details: `peak resident over 2 GB of text, in ${took.toFixed(0)} s`,
});
