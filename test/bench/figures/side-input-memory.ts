// How much memory a side input takes that is larger than memory: read as a whole, or by key.
import { doFn, Pipeline } from "../../../sdk/index.ts";
import { report, secondsOf } from "../figure.ts";
import { peakResidentMegabytes } from "../peak-memory.ts";

const form = process.argv[2] === "multimap" ? "multimap" : "iterable";
const valueBytes = 1_000;
const valueCount = 2_000_000;
const keyCount = 500_000;
const lookUps = 20_000;

const emitPairs = doFn<number, [string, string]>()({
  process(until, { emit }) {
    for (let i = 0; i < until; i++) {
      emit([`key-${String((i * 7919) % keyCount)}`, String(i).padStart(valueBytes, "x")]);
    }
  },
});

let found = 0;

async function read(): Promise<void> {
  const p = Pipeline.create({ quiet: true });
  const pairs = p.create("Count", [valueCount]).parDo("Pairs", emitPairs);
  if (form === "iterable") {
    p.create("Twice", [1, 2]).map(
      async (_, { side }) => {
        for await (const [, value] of side.all) if (value.length === valueBytes) found++;
        return null;
      },
      { side: { all: pairs.asIterable() } },
    );
  } else {
    const asked = Array.from({ length: lookUps }, (_, i) => `key-${String((i * 104_729) % keyCount)}`);
    p.create("Keys", asked).map(
      async (key, { side }) => {
        found += (await side.byKey.get(key)).length;
        return null;
      },
      { side: { byKey: pairs.asMultimap({ inMemory: false }) } },
    );
  }
  await p.run();
}

const took = await secondsOf(read);
const expected = form === "iterable" ? 2 * valueCount : (lookUps * valueCount) / keyCount;
if (found !== expected) throw new Error(`${String(found)} values were read, and there are ${String(expected)}.`);
report({
  name: `side-input memory, ${form}`,
  value: peakResidentMegabytes(),
  unit: "MB",
  goal: 1_000,
  details: `peak resident of 2 GB read ${form === "iterable" ? "twice" : "by 20,000 keys"}, in ${took.toFixed(0)} s`,
});
