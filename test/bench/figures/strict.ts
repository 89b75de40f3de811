// Strict mode against the normal run of the same pipelines: word count over 100 MB of text, and records that are parsed,
// changed, filtered and counted by key.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pipeline } from "../../../sdk/index.ts";
import { readText, writeText } from "../../../io/text/index.ts";
import { countPerElement, sum } from "../../../transforms/index.ts";
import { report, secondsOf } from "../figure.ts";
import { textFile } from "../text-file.ts";

interface Order {
  readonly id: number;
  readonly customer: string;
  readonly items: readonly { readonly name: string; readonly cents: number }[];
}

const megabytes = 100;
const input = textFile(megabytes);
const folder = mkdtempSync(join(tmpdir(), "purlin-bench-"));
const word = /\p{L}[\p{L}']*/gu;

async function wordCount(strict: boolean): Promise<void> {
  const p = Pipeline.create({ quiet: true, strict });
  p.apply(readText(input))
    .flatMap((line) => line.match(word) ?? [])
    .apply(countPerElement())
    .map(([found, count]) => `${found}: ${String(count)}`)
    .apply(writeText(join(folder, String(strict))));
  await p.run();
}

const orderCount = 500_000;

function* orderLines(): Generator<string> {
  for (let id = 0; id < orderCount; id++) {
    const items = Array.from({ length: 1 + (id % 4) }, (_, i) => ({ name: `item ${String(i)}`, cents: id % 1000 }));
    yield JSON.stringify({ id, customer: `customer ${String(id % 1000)}`, items });
  }
}

async function records(strict: boolean): Promise<void> {
  const p = Pipeline.create({ quiet: true, strict });
  p.create(orderLines)
    .map("Parse", (line) => JSON.parse(line) as Order)
    .filter(({ items }) => items.length > 1)
    .map("Total", (order) => ({ ...order, cents: order.items.reduce((total, { cents }) => total + cents, 0) }))
    .keyBy(({ customer }) => customer)
    .mapValues(({ cents }) => cents)
    .combinePerKey(sum());
  await p.run();
}

async function compared(name: string, run: (strict: boolean) => Promise<void>, what: string): Promise<void> {
  let [normal, strict] = [Infinity, Infinity];
  for (let round = 0; round < 3; round++) {
    normal = Math.min(normal, await secondsOf(() => run(false)));
    globalThis.gc?.();
    strict = Math.min(strict, await secondsOf(() => run(true)));
    globalThis.gc?.();
  }
  report({
    name,
    value: strict / normal,
    unit: "x",
    goal: 8,
    details: `${what}: normal ${normal.toFixed(2)} s, strict ${strict.toFixed(2)} s`,
  });
}

await compared("strict-records", records, `${String(orderCount)} records`);
await compared("strict-word-count", wordCount, `${String(megabytes)} MB`);
rmSync(folder, { recursive: true });
