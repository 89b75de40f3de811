// CoGroup of two collections of pairs, then the sums of each group, against a loop that collects arrays in a Map.
import { coGroup, doFn, Pipeline } from "../../../sdk/index.ts";
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

interface Group {
  readonly orders: number[];
  readonly visits: number[];
}

function byHand(): void {
  byHandTotal = 0;
  const groups = new Map<string, Group>();
  for (const side of ["orders", "visits"] as const) {
    for (let i = 0; i < pairCount; i++) {
      const [key, value]: [string, number] = [keyOf(i), i & 1023];
      let group = groups.get(key);
      if (group === undefined) {
        group = { orders: [], visits: [] };
        groups.set(key, group);
      }
      group[side].push(value);
    }
  }
  for (const group of groups.values()) byHandTotal += totalOf(group);
}

function totalOf({ orders, visits }: { orders: Iterable<number>; visits: Iterable<number> }): number {
  let total = 0;
  for (const value of orders) total += value;
  for (const value of visits) total -= value / 2;
  return total;
}

const emitPairs = doFn<number, [string, number]>()({
  process(until, { emit }) {
    for (let i = 0; i < until; i++) emit([keyOf(i), i & 1023]);
  },
});

async function purlin(): Promise<void> {
  purlinTotal = 0;
  const p = Pipeline.create({ quiet: true });
  const orders = p.create([pairCount]).parDo(emitPairs);
  const visits = p.create([pairCount]).parDo(emitPairs);
  coGroup({ orders, visits }).map(([key, group]) => {
    const total = totalOf(group);
    purlinTotal += total;
    return [key, total];
  });
  await p.run();
}

const result = await compare({ rounds: 3, byHand, purlin });
if (byHandTotal !== purlinTotal) throw new Error(`The sums differ: ${String(byHandTotal)} and ${String(purlinTotal)}.`);
report({
  name: "co-group",
  value: result.ratio,
  unit: "x",
  goal: 2.5,
  details: `two times 5 million pairs, 100,000 string keys: ${sides(result)}`,
});
