// map -> filter -> map over numbers that a loop in a DoFn emits, against a loop that calls the three functions.
import { doFn, Pipeline } from "../../../sdk/index.ts";
import { compare, report, sides } from "../figure.ts";

const count = 20_000_000;
const double = (n: number): number => n * 2;
const isKept = (n: number): boolean => n % 3 !== 0;
const half = (n: number): number => n / 2 + 1;

let byHandSum = 0;
let purlinSum = 0;

function byHand(): void {
  byHandSum = 0;
  for (let i = 0; i < count; i++) {
    const doubled = double(i);
    if (isKept(doubled)) byHandSum += half(doubled);
  }
}

const emitNumbers = doFn<number, number>()({
  process(until, { emit }) {
    for (let i = 0; i < until; i++) emit(i);
  },
});

async function purlin(): Promise<void> {
  purlinSum = 0;
  const p = Pipeline.create({ quiet: true });
  p.create([count])
    .parDo(emitNumbers)
    .map(double)
    .filter(isKept)
    .map((n) => {
      purlinSum += half(n);
      return n;
    });
  await p.run();
}

if (process.argv.includes("--after-conformance")) {
  const { runConformancePipelines } = await import("../../conformance/run-all.ts");
  await runConformancePipelines();
}
const result = await compare({ rounds: 3, byHand, purlin });
if (byHandSum !== purlinSum)
  throw new Error(`The sums differ: ${String(byHandSum)} by hand, ${String(purlinSum)} by Purlin.`);
const isAfter = process.argv.includes("--after-conformance");
report({
  name: isAfter ? "map-filter-map after other pipelines" : "map-filter-map",
  value: result.ratio,
  unit: "x",
  goal: isAfter ? 12 : 8,
  details: `20 million numbers: ${sides(result)}, ${((result.purlin / count) * 1e9).toFixed(1)} ns an element`,
});
