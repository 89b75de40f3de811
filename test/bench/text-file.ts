// Text to read: lines of words that are drawn from a large vocabulary, the frequent ones much more often (Zipf's law).
import { closeSync, existsSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const vocabularySize = 60_000;
const wordsPerLine = 12;

/** A generator of the same numbers each time, from 0 (inclusive) to 1: a linear congruential one. */
function randomNumbers(): () => number {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function vocabulary(random: () => number): string[] {
  const syllables = ["an", "be", "ca", "do", "el", "fi", "go", "ha", "in", "ju", "ko", "lo", "me", "no", "or", "pa"];
  const words = new Set<string>();
  while (words.size < vocabularySize) {
    let word = "";
    // Frequent words, which come first, are short.
    const length = 1 + Math.floor(random() * (1 + Math.log2(words.size + 2) / 4));
    for (let i = 0; i <= length; i++) word += syllables[Math.floor(random() * syllables.length)] ?? "";
    words.add(word);
  }
  return [...words];
}

/** Returns the path of a text file of about `megabytes` MB, which is made when it isn't there yet. */
export function textFile(megabytes: number): string {
  const path = join(tmpdir(), `purlin-bench-${String(megabytes)}.txt`);
  if (existsSync(path) && statSync(path).size >= megabytes * 1e6) return path;
  const random = randomNumbers();
  const words = vocabulary(random);
  const file = openSync(`${path}.part`, "w");
  for (let written = 0; written < megabytes * 1e6;) {
    const lines: string[] = [];
    for (let i = 0; i < 5_000; i++) {
      const line: string[] = [];
      for (let j = 0; j < wordsPerLine; j++) line.push(words[Math.floor(vocabularySize ** random()) - 1] ?? "");
      lines.push(line.join(" "));
    }
    written += writeSync(file, `${lines.join("\n")}\n`);
  }
  closeSync(file);
  renameSync(`${path}.part`, path);
  return path;
}
