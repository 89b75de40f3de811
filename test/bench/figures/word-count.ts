// Word count over 100 MB of text, against a loop that reads the same lines and counts in a Map.
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtempSync, rmSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pipeline } from "../../../sdk/index.ts";
import { readText, writeText } from "../../../io/text/index.ts";
import { countPerElement } from "../../../transforms/index.ts";
import { compare, report, sides } from "../figure.ts";
import { textFile } from "../text-file.ts";

const megabytes = 100;
const input = textFile(megabytes);
const folder = mkdtempSync(join(tmpdir(), "purlin-bench-"));
const word = /\p{L}[\p{L}']*/gu;

async function byHand(): Promise<void> {
  const counts = new Map<string, number>();
  let rest = "";
  for await (const chunk of createReadStream(input, { encoding: "utf8", highWaterMark: 256 * 1024 })) {
    const lines = (rest + (chunk as string)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      for (const found of line.match(word) ?? []) counts.set(found, (counts.get(found) ?? 0) + 1);
    }
  }
  for (const found of rest.match(word) ?? []) counts.set(found, (counts.get(found) ?? 0) + 1);
  const output = createWriteStream(join(folder, "by-hand.txt"));
  for (const [found, count] of counts) output.write(`${found}: ${String(count)}\n`);
  output.end();
  await once(output, "finish");
}

async function purlin(): Promise<void> {
  const p = Pipeline.create({ quiet: true });
  p.apply(readText(input))
    .flatMap((line) => line.match(word) ?? [])
    .apply(countPerElement())
    .map(([found, count]) => `${found}: ${String(count)}`)
    .apply(writeText(join(folder, "purlin")));
  await p.run();
}

const result = await compare({ rounds: 3, byHand, purlin });
rmSync(folder, { recursive: true });
report({
  name: "word-count",
  value: result.ratio,
  unit: "x",
  goal: 1.3,
  details: `${String(megabytes)} MB, one thread: ${sides(result)}`,
});
