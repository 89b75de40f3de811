// Measures all figures, each in a process of its own, and says which goals hold.
//
//     npm run bench                    all figures
//     npm run bench -- word-count      those whose names contain a word
//     npm run bench -- --json FILE     also writes them to FILE
//     npm run bench -- --cpu           counts CPU time instead of time on the clock: where the machine is busy
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Figure } from "./figure.ts";

const figures: readonly (readonly [name: string, file: string, ...args: string[]])[] = [
  ["word-count", "word-count.ts"],
  ["group-by-key", "group-by-key.ts"],
  ["group-by-key-spill", "group-by-key-spill.ts"],
  ["co-group", "co-group.ts"],
  ["parallel", "parallel.ts"],
  ["side-input-join", "side-input-join.ts"],
  ["map-filter-map", "map-filter-map.ts"],
  ["map-filter-map-after-conformance", "map-filter-map.ts", "--after-conformance"],
  ["value-coder", "value-coder.ts"],
  ["strict", "strict.ts"],
  ["large-graph", "large-graph.ts"],
  ["start", "start.ts"],
  ["word-count-memory", "word-count-memory.ts"],
  ["copy-memory", "copy-memory.ts"],
  ["side-input-memory-iterable", "side-input-memory.ts", "iterable"],
  ["side-input-memory-multimap", "side-input-memory.ts", "multimap"],
];

const { values, positionals } = parseArgs({
  options: { json: { type: "string" }, cpu: { type: "boolean", default: false } },
  allowPositionals: true,
});

function measure(file: string, args: readonly string[]): Figure[] {
  const path = join(import.meta.dirname, "figures", file);
  const { status, stdout } = spawnSync(
    process.execPath,
    ["--expose-gc", path, ...args, ...(values.cpu ? ["--cpu"] : [])],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  if (status !== 0) throw new Error(`${file} has ended with ${String(status)}.`);
  // What a figure's process prints is JSON of figures, a line each.
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Figure);
}

const measured: Figure[] = [];
for (const [name, file, ...args] of figures) {
  if (positionals.length > 0 && !positionals.some((word) => name.includes(word))) continue;
  for (const figure of measure(file, args)) {
    const holds = figure.value <= figure.goal;
    const value = `${figure.value.toFixed(2)} ${figure.unit}`;
    const goal = `at most ${String(figure.goal)} ${figure.unit}`;
    console.log(
      `${holds ? "holds " : "MISSED"}  ${figure.name.padEnd(36)}  ${value.padStart(10)}  ${goal.padEnd(16)}  ${figure.details}`,
    );
    measured.push(figure);
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(measured, undefined, 2)}\n`);
if (measured.some(({ value, goal }) => value > goal)) process.exitCode = 1;
