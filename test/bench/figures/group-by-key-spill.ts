// GroupByKey of 50 million pairs with 4 GB of values: the time it takes, and the peak of resident memory.
import { doFn, Pipeline } from "../../../sdk/index.ts";
import { report, secondsOf } from "../figure.ts";
import { peakResidentMegabytes } from "../peak-memory.ts";

const pairCount = 50_000_000;
const keyCount = 1_000_000;
const valueLength = 80;

const emitPairs = doFn<number, [string, string]>()({
  process(until, { emit }) {
    // A fixed stride that is prime to the number of keys visits all of them in a scattered order.
    for (let i = 0; i < until; i++) {
      emit([`customer-${String((i * 7919) % keyCount)}`, String(i).padEnd(valueLength, "abcdefghijklmnopqrstuvwxyz")]);
    }
  },
});

let groups = 0;
let values = 0;
let length = 0;

const seconds = await secondsOf(async () => {
  const p = Pipeline.create({ quiet: true });
  p.create([pairCount])
    .parDo(emitPairs)
    .groupByKey()
    .map(([, ofKey]) => {
      groups++;
      for (const value of ofKey) {
        values++;
        length += value.length;
      }
      return groups;
    });
  await p.run();
});
if (groups !== keyCount || values !== pairCount || length !== pairCount * valueLength) {
  throw new Error(`There were ${String(groups)} groups of ${String(values)} values with ${String(length)} characters.`);
}
const details = `50 million pairs, 1 million keys, 4 GB of values: ${seconds.toFixed(0)} s`;
report(
  { name: "group-by-key-spill", value: seconds, unit: "s", goal: 240, details },
  { name: "group-by-key-spill-memory", value: peakResidentMegabytes(), unit: "MB", goal: 1024, details },
);
