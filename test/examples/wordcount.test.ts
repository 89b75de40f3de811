import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);

/** What a loop over the whole text counts. */
function countByHand(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.toLowerCase().matchAll(/\p{L}[\p{L}']*/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

describe("examples/wordcount.ts", () => {
  const input = join(root, "examples/data/genesis.txt");
  const expected = countByHand(readFileSync(input, "utf8"));
  let folder = "";
  let stdout = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "purlin-wordcount-"));
    const args = ["examples/wordcount.ts", `--input=${input}`, `--output=${folder}/counts`, "--top=3", "--quiet"];
    ({ stdout } = await run(process.execPath, args, { cwd: root }));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("counts each word of a book as often as a loop does", () => {
    expect(readdirSync(folder)).toEqual(["counts-00000-of-00001.txt", "counts-top.txt"]);
    const lines = readFileSync(join(folder, "counts-00000-of-00001.txt"), "utf8").trimEnd().split("\n");
    expect(lines.sort()).toEqual([...expected].map(([word, count]) => `${word}: ${count}`).sort());
  });

  it("ends with the most frequent words and where the counts lie", () => {
    const most = [...expected].sort(([, a], [, b]) => b - a).slice(0, 3);
    const printed = stdout.trimEnd().split("\n");
    expect(printed.slice(0, 3).map((line) => line.trim().split(/\s+/))).toEqual(
      most.map(([word, count]) => [count.toLocaleString("en"), word]),
    );
    expect(printed.at(-1)).toBe(`The counts of all words lie in ${folder}/counts-*.txt`);
  });
});
