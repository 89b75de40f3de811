import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countsOf, dataFolder, dataLines, wordsOf } from "./run-example.ts";

const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);

const words = dataLines("genesis.txt").flatMap(wordsOf);

describe.each([
  { name: "all words", options: [], isCounted: () => true },
  {
    name: "all but stop words",
    options: [`--stopWords=${join(dataFolder, "stop-words.txt")}`],
    isCounted: (word: string) => !dataLines("stop-words.txt").includes(word),
  },
])("examples/wordcount.ts, of $name", ({ options, isCounted }) => {
  const expected = countsOf(words.filter(isCounted));
  let folder = "";
  let stdout = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "purlin-wordcount-"));
    const input = join(dataFolder, "genesis.txt");
    const args = [`--input=${input}`, `--output=${folder}/counts`, "--top=3", "--quiet", ...options];
    ({ stdout } = await run(process.execPath, ["examples/wordcount.ts", ...args], { cwd: root }));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("counts each word of a book as often as a loop does", () => {
    expect(readdirSync(folder)).toEqual(["counts-00000-of-00001.txt", "counts-top.txt"]);
    const lines = readFileSync(join(folder, "counts-00000-of-00001.txt"), "utf8").trimEnd().split("\n");
    expect(lines.sort()).toEqual([...expected].map(([word, count]) => `${word}: ${count}`).sort());
  });

  it("ends with the most frequent words, what was counted, and where the counts lie", () => {
    const most = [...expected].sort(([, a], [, b]) => b - a).slice(0, 3);
    const printed = stdout.trimEnd().split("\n");
    expect(printed.slice(0, 3).map((line) => line.trim().split(/\s+/))).toEqual(
      most.map(([word, count]) => [count.toLocaleString("en"), word]),
    );
    const counted = [...expected.values()].reduce((sum, n) => sum + n, 0);
    const longest = Math.max(...dataLines("genesis.txt").map((line) => wordsOf(line).length));
    expect(printed.slice(-2)).toEqual([
      `${counted} words were counted; the longest line has ${longest}.`,
      `The counts of all words lie in ${folder}/counts-*.txt`,
    ]);
  });
});
