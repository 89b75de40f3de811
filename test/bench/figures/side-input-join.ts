// Rows joined with a map that is read as a side input, against a loop that looks them up in a Map.
//
// Both make the map of the same text, as if of a file: its keys are equal to those of the rows, and not the same strings.
// Looking up the very string that is in the map takes half the time, which no table that was read from anywhere gives.
import { doFn, Pipeline } from "../../../sdk/index.ts";
import { compare, report, sides } from "../figure.ts";

const rowCount = 10_000_000;
const keyCount = 100_000;
const keys = Array.from({ length: keyCount }, (_, i) => `customer-${String(i)}`);
const table = keys.map((key, i) => `${key},${String(i & 7)}`).join("\n");

interface Row {
  readonly customer: string;
  readonly amount: number;
}

function rowOf(i: number): Row {
  // A fixed stride that is prime to the number of keys visits all of them in a scattered order.
  return { customer: keys[(i * 7919) % keyCount] ?? "", amount: i & 1023 };
}

function rateOf(line: string): [customer: string, rate: number] {
  const comma = line.indexOf(",");
  return [line.slice(0, comma), Number(line.slice(comma + 1))];
}

let byHandTotal = 0;
let purlinTotal = 0;

function byHand(): void {
  byHandTotal = 0;
  const rates = new Map(table.split("\n").map(rateOf));
  for (let i = 0; i < rowCount; i++) {
    const row = rowOf(i);
    const joined = { ...row, rate: rates.get(row.customer) ?? 0 };
    byHandTotal += joined.amount * joined.rate;
  }
}

const emitRows = doFn<number, Row>()({
  process(until, { emit }) {
    for (let i = 0; i < until; i++) emit(rowOf(i));
  },
});

async function purlin(): Promise<void> {
  purlinTotal = 0;
  const p = Pipeline.create({ quiet: true });
  const rates = p
    .create("Table", [table])
    .flatMap("Lines", (text) => text.split("\n"))
    .map("Rates", rateOf)
    .asMap();
  p.create("Rows", [rowCount])
    .parDo(emitRows)
    .map((row, { side }) => ({ ...row, rate: side.rates.get(row.customer) ?? 0 }), { side: { rates } })
    .map((joined) => {
      purlinTotal += joined.amount * joined.rate;
      return null;
    });
  await p.run();
}

const result = await compare({ rounds: 3, byHand, purlin });
if (byHandTotal !== purlinTotal) throw new Error(`The sums differ: ${String(byHandTotal)} and ${String(purlinTotal)}.`);
report({
  name: "side-input join",
  value: result.ratio,
  unit: "x",
  goal: 2,
  details: `10 million rows, a map of 100,000 string keys: ${sides(result)}`,
});
