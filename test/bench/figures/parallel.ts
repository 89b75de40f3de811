// Word count over 200 MB of text, whose words are folded by Unicode's rules: on two threads against one.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { report, secondsOf } from "../figure.ts";
import { textFile } from "../text-file.ts";
import program from "../word-count-program.ts";

const megabytes = 200;
const rounds = 3;
// Where CPU time is counted, that of both threads is: half of it is what two cores would take if neither ever waited.
const cores = process.argv.includes("--cpu") ? 2 : 1;
const input = textFile(megabytes);
const folder = mkdtempSync(join(tmpdir(), "purlin-bench-"));

async function secondsOn(parallelism: number): Promise<number> {
  return secondsOf(() => program.run({ input, output: join(folder, String(parallelism)), parallelism, quiet: true }));
}

/** Returns all that was counted, in order. */
function counted(parallelism: number): string {
  const files = readdirSync(folder).filter((name) => name.startsWith(`${String(parallelism)}-`));
  const lines = files.flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"));
  return lines
    .filter((line) => line !== "")
    .toSorted()
    .join("\n");
}

const least = new Map([
  [1, Infinity],
  [2, Infinity],
]);
for (let round = 0; round < rounds; round++) {
  for (const [parallelism, seconds] of least) {
    least.set(parallelism, Math.min(seconds, await secondsOn(parallelism)));
    globalThis.gc?.();
  }
}
const isSame = counted(1) !== "" && counted(1) === counted(2);
rmSync(folder, { recursive: true });
if (!isSame) throw new Error("One thread and two have counted differently.");
const [one = NaN, two = NaN] = [...least.values()];
report({
  name: "parallel",
  value: two / cores / one,
  unit: "x",
  goal: 1 / 1.6,
  details: `${String(megabytes)} MB of words: one thread ${one.toFixed(2)} s, two ${(two / cores).toFixed(2)} s, ${((one * cores) / two).toFixed(2)}x faster`,
});
