// Makes the data sets of this folder that are made up, the same ones every time:
//
//     node examples/data/make-data.ts
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Returns the text of each made-up file, by its name. */
export function madeUpFiles(): ReadonlyMap<string, string> {
  return new Map([
    ["edits.jsonl", edits()],
    ["plays.csv", plays()],
    ["traffic.csv", traffic()],
    ["weather.csv", weather()],
  ]);
}

/** Edits of an encyclopedia in the first quarter of 2026, in bouts: a few minutes between edits, days between bouts. */
function edits(): string {
  const below = randomIntegers(1);
  const start = Date.UTC(2026, 0, 1);
  const bouts = Array.from({ length: 60 }, () => {
    const user = pick(["ada", "bob", "cyd", "dov", "eve", "fay"], below);
    let at = start + below(90) * DAY + below(24 * 60) * MINUTE;
    return Array.from({ length: 1 + below(9) }, () => {
      at += below(40 * 60) * SECOND;
      return { user, at: new Date(at).toISOString() };
    });
  });
  return lines(bouts.flat().map((edit) => JSON.stringify(edit)));
}

/** Plays of a game on an evening, some of them garbled. */
function plays(): string {
  const below = randomIntegers(2);
  const start = Date.UTC(2026, 10, 21, 18);
  const rows = Array.from({ length: 400 }, (_, i) => {
    const team = pick(["amber", "azure", "coral", "olive"], below);
    const at = new Date(start + below((4 * HOUR) / SECOND) * SECOND).toISOString();
    const play = `${team}${String(1 + below(6))},${team},${String(below(20))},${at}`;
    return i % 80 === 37 ? play.slice(0, 14) : play;
  });
  return lines(["user,team,score,at", ...rows]);
}

/** Vehicles that passed the lanes of stations on two freeways, every five minutes of a morning. */
function traffic(): string {
  const below = randomIntegers(3);
  const start = Date.UTC(2026, 2, 2, 6);
  const stations = ["I5-101", "I5-102", "SR52-7"];
  const rows = Array.from({ length: 36 }, (_, i) => {
    const at = new Date(start + i * 5 * MINUTE).toISOString();
    const rush = 40 - Math.abs(18 - i);
    return stations.map((station) => [at, station, ...[2, 3, 2].map((busy) => rush * busy + below(60))].join(","));
  });
  return lines(["at,station,lane1,lane2,lane3", ...rows.flat()]);
}

/** The highest and lowest temperatures of each day of 2025 at a place that there is not. */
function weather(): string {
  const below = randomIntegers(4);
  const rows = Array.from({ length: 365 }, (_, i) => {
    const season = 10 - 11 * Math.cos(((i - 20) / 365) * 2 * Math.PI);
    const high = season + below(120) / 10;
    const low = season - below(80) / 10;
    return [new Date(Date.UTC(2025, 0, 1 + i)).toISOString().slice(0, 10), low.toFixed(1), high.toFixed(1)].join(",");
  });
  return lines(["day,low,high", ...rows]);
}

/** Returns a function that gives whole numbers from 0 to below its argument: the same ones in a row for the same seed. */
function randomIntegers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    // A linear congruential generator with a period of 2^32, of which the upper bits are good enough.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function pick(words: readonly string[], below: (limit: number) => number): string {
  return words[below(words.length)] ?? "";
}

function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}

if (import.meta.main) {
  for (const [name, text] of madeUpFiles()) writeFileSync(join(import.meta.dirname, name), text);
}
