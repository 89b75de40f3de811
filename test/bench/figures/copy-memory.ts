// How much memory read -> map -> write takes over much text.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pipeline } from "../../../sdk/index.ts";
import { readText, writeText } from "../../../io/text/index.ts";
import { report, secondsOf } from "../figure.ts";
import { peakResidentMegabytes } from "../peak-memory.ts";
import { textFile } from "../text-file.ts";

const input = textFile(2_000);
const folder = mkdtempSync(join(tmpdir(), "purlin-bench-"));

async function copy(): Promise<void> {
  const p = Pipeline.create({ quiet: true });
  p.apply(readText(input))
    .map((line) => line.toUpperCase())
    .apply(writeText(join(folder, "copy")));
  await p.run();
}

const took = await secondsOf(copy);
rmSync(folder, { recursive: true });
report({
  name: "copy memory",
  value: peakResidentMegabytes(),
  unit: "MB",
  goal: 300,
  details: `peak resident of read, map, write over 2 GB of text, in ${took.toFixed(0)} s`,
});
