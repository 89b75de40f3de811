// Prints how long a round trip of a small record through the value coder takes, as a ratio to JSON's. Run it in a process
// of its own: node test/coders/value-coder-ratio.ts

import { valueCoder } from "../../sdk/coders/value-coder.ts";
import { WireReader } from "../../sdk/coders/wire-reader.ts";
import { WireWriter } from "../../sdk/coders/wire-writer.ts";

const ROUNDS = 15;
const RECORDS = 40_000;
const records = Array.from({ length: 64 }, (_, i) => ({
  id: 123 + i * 1000,
  name: ["Ada", "Grace", "Katherine", "Barbara"][i % 4],
  score: 1.5 + i,
  tags: ["a", "b"],
  ok: i % 3 !== 0,
}));

/** Returns the median of the nanoseconds that one record takes. */
function measure(roundTrips: () => void): number {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint();
    roundTrips();
    times.push(Number(process.hrtime.bigint() - start) / RECORDS);
  }
  return times.sort((a, b) => a - b)[ROUNDS >> 1] as number;
}

let kept: unknown;

/** As in a shuffle: the records of a bundle go into one buffer and are read from it. */
function throughValueCoder(): void {
  const writer = new WireWriter(1 << 16);
  for (let i = 0; i < RECORDS; i++) valueCoder.encode(records[i % 64], writer, true);
  const reader = new WireReader(writer.takeBytes());
  while (!reader.isAtEnd) kept = valueCoder.decode(reader, true);
}

function throughJson(): void {
  const texts: string[] = [];
  for (let i = 0; i < RECORDS; i++) texts.push(JSON.stringify(records[i % 64]));
  for (const text of texts) kept = JSON.parse(text);
}

measure(throughValueCoder);
const json = measure(throughJson);
const value = measure(throughValueCoder);
console.log(
  `value coder ${value.toFixed(0)} ns, JSON ${json.toFixed(0)} ns, ratio ${(value / json).toFixed(2)} (at most 1.5)`,
);
process.exitCode = value / json <= 1.5 && kept !== undefined ? 0 : 1;
