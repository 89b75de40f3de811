// GroupByKey of pairs, then the sum of each group, not lifted, against a loop that collects arrays in a Map.
import { doFn, Pipeline } from "../../../sdk/index.ts";
import { compare, report, sides } from "../figure.ts";

const pairCount = 5_000_000;
const keyCount = 100_000;
const keys = Array.from({ length: keyCount }, (_, i) => `customer-${String(i)}`);

function keyOf(i: number): string {
  // A fixed stride that is prime to the number of keys visits all of them in a scattered order.
  return keys[(i * 7919) % keyCount] ?? "";
}

let byHandTotal = 0;
let purlinTotal = 0;

function byHand(): void {
  byHandTotal = 0;
  const groups = new Map<string, number[]>();
  for (let i = 0; i < pairCount; i++) {
    const [key, value]: [string, number] = [keyOf(i), i & 1023];
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  for (const group of groups.values()) {
    let sum = 0;
    for (const value of group) sum += value;
    byHandTotal += sum;
  }
}

const emitPairs = doFn<number, [string, number]>()({
  process(until, { emit }) {
    for (let i = 0; i < until; i++) emit([keyOf(i), i & 1023]);
  },
});

async function purlin(): Promise<void> {
  purlinTotal = 0;
  const p = Pipeline.create({ quiet: true });
  p.create([pairCount])
    .parDo(emitPairs)
    .groupByKey()
    .map(([key, values]) => {
      let sum = 0;
      for (const value of values) sum += value;
      purlinTotal += sum;
      return [key, sum];
    });
  await p.run();
}

const result = await compare({ rounds: 3, byHand, purlin });
if (byHandTotal !== purlinTotal) throw new Error(`The sums differ: ${String(byHandTotal)} and ${String(purlinTotal)}.`);
report({
  name: "group-by-key",
  value: result.ratio,
  unit: "x",
  goal: 2,
  details: `5 million pairs, 100,000 string keys: ${sides(result)}`,
});
