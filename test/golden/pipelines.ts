import { bytesCoder } from "../../sdk/coders/bytes-coder.ts";
import { customCoder } from "../../sdk/coders/custom-coder.ts";
import { doubleCoder } from "../../sdk/coders/double-coder.ts";
import { iterableCoder } from "../../sdk/coders/iterable-coder.ts";
import { jsonCoder } from "../../sdk/coders/json-coder.ts";
import { kvCoder } from "../../sdk/coders/kv-coder.ts";
import { nullableCoder } from "../../sdk/coders/nullable-coder.ts";
import { shardedKeyCoder, type ShardedKey } from "../../sdk/coders/sharded-key-coder.ts";
import { stringUtf8Coder } from "../../sdk/coders/string-utf8-coder.ts";
import { varint64Coder } from "../../sdk/coders/varint64-coder.ts";
import { varintCoder } from "../../sdk/coders/varint-coder.ts";
import type { CombineFn } from "../../sdk/dofn/combine-fn.ts";
import { doFn, output } from "../../sdk/dofn/do-fn.ts";
import { sideInput } from "../../sdk/dofn/side-inputs.ts";
import type { PCollection } from "../../sdk/pipeline/pcollection.ts";
import { Pipeline } from "../../sdk/pipeline/pipeline.ts";
import { flatten } from "../../sdk/primitives/flatten.ts";
import * as schema from "../../sdk/schema/builders.ts";
import { hours, minutes, seconds } from "../../sdk/values/duration.ts";
import type { KV } from "../../sdk/values/kv.ts";
import { GLOBAL_WINDOW, type GlobalWindow } from "../../sdk/values/window.ts";
import { calendarMonths } from "../../sdk/windowing/calendar-units.ts";
import { fixedWindows } from "../../sdk/windowing/fixed-windows.ts";
import { globalWindows } from "../../sdk/windowing/global-windows.ts";
import { sessions } from "../../sdk/windowing/sessions.ts";
import { slidingWindows } from "../../sdk/windowing/sliding-windows.ts";
import type { WindowFn } from "../../sdk/windowing/window-fn.ts";

/** Adds numbers; its accumulators and results have coders of their own. */
const sum: CombineFn<number, number, number> = {
  createAccumulator: () => 0,
  addInput: (total, value) => total + value,
  mergeAccumulators: (a, b) => a + b,
  extractOutput: (total) => total,
  accumulatorCoder: doubleCoder,
  outputCoder: doubleCoder,
};

/** Keeps the longest word; its coders are inferred. */
const longest: CombineFn<string, string, string> = {
  createAccumulator: () => "",
  addInput: (kept, word) => (word.length > kept.length ? word : kept),
  mergeAccumulators: (a, b) => (b.length > a.length ? b : a),
  extractOutput: (kept) => kept,
};

/** What a user may write as a WindowFn: kind, coder and compatibility are its own. */
const everything: WindowFn<GlobalWindow> = {
  kind: "custom",
  windowCoder: customCoder<GlobalWindow>({
    name: "everything",
    encode: () => new Uint8Array(),
    decode: () => GLOBAL_WINDOW,
    isDeterministic: true,
  }),
  isMerging: true,
  assignWindows: () => [GLOBAL_WINDOW],
  isCompatible: (other) => other === everything,
  toString: () => "everything()",
};

function wordCount(): Pipeline {
  const p = Pipeline.create();
  p.create("Lines", ["to be", "or not to be"])
    .flatMap("Words", (line) => line.split(" "))
    .map("Pair", (word): [string, number] => [word, 1])
    .combinePerKey("Count", sum)
    .map("Format", ([word, count]) => `${word}: ${String(count)}`);
  return p;
}

function windows(): Pipeline {
  const p = Pipeline.create();
  const plays = p.create([{ user: "ada", at: 0 }]).withTimestamps((play) => play.at);
  plays
    .window("Hourly", fixedWindows(hours(1), { offset: minutes(5) }), {
      allowedLateness: minutes(10),
      timestampCombiner: "latest",
    })
    .keyBy((play) => play.user)
    .groupByKey();
  plays.window("Often", fixedWindows(seconds(0.5))).window("Never", globalWindows());
  plays.window("Sliding", slidingWindows(hours(1), { period: minutes(1), offset: seconds(5) }));
  plays
    .window("Visits", sessions(minutes(30)), { timestampCombiner: "earliest" })
    .keyBy("Visitor", (play) => play.user)
    .groupByKey("GroupVisits");
  plays.window("Quarters", calendarMonths(3, { timeZone: "Europe/Berlin", startMonth: "2026-02" }));
  plays
    .window("Custom", everything)
    .keyBy("ByUser", (play) => play.user)
    .groupByKey("GroupCustom");
  return p;
}

function combine(): Pipeline {
  const p = Pipeline.create();
  const words = p.create(["to", "be"]);
  words.map((word) => word.length).combineGlobally("Total", sum);
  words
    .window(fixedWindows(minutes(1)))
    .combineGlobally("Longest", longest)
    .filter((word) => word !== "");
  return p;
}

function outputs(): Pipeline {
  const p = Pipeline.create();
  const parse = doFn<string, number>()({
    outputs: { rejected: output<string>(), "not/a name": output<Error>() },
    process(line, { emit, emitTo }) {
      const value = Number(line);
      if (Number.isNaN(value)) emitTo("rejected", line);
      else emit(value);
    },
  });
  const { output: numbers, rejected } = p.create(["1", "x"]).parDo("Parse", parse);
  numbers.map((value) => value + 1);
  rejected.map("Log", (line) => line);
  return p;
}

function flattened(): Pipeline {
  const p = Pipeline.create();
  const words = p.create("Words", ["a"]).withCoder(stringUtf8Coder);
  const more = p.create("More", ["b"]).withCoder(stringUtf8Coder);
  flatten("Same", [words, more]).reshuffle();
  flatten("Mixed", [words, p.create("Numbers", [1])]).map((value) => String(value));
  flatten("Twice", [words, words]);
  return p;
}

function composites(): Pipeline {
  const p = Pipeline.create();
  const clean = (lines: PCollection<string>): PCollection<string> =>
    lines.apply("Trim", (inner) => inner.map((line) => line.trim())).filter(Boolean);
  const lines = p.apply("Read", (root) => root.create("Lines", [" a "]));
  lines.apply("Clean", clean).apply("Same", (same) => same);
  const split = lines.apply("Split", (all) => ({ short: all.filter((line) => line.length < 5), all }));
  flatten([split.short, split.all]).apply(clean);
  lines.apply("Reaching out", (own) => flatten([own, split.short]));
  return p;
}

function coders(): Pipeline {
  const p = Pipeline.create();
  const numbers = p.create("Numbers", [1, 2]).withCoder(varintCoder);
  numbers.map("Big", (value) => BigInt(value)).withCoder(varint64Coder);
  numbers.map("Half", (value) => value / 2).withCoder(doubleCoder);
  numbers.map("Maybe", (value) => (value > 1 ? value : null)).withCoder(nullableCoder(varintCoder));
  numbers.map("Bytes", (value): Uint8Array => Uint8Array.of(value)).withCoder(bytesCoder);
  numbers.map("Json", (value) => ({ value })).withCoder(jsonCoder());
  numbers.map("Many", (value): Iterable<number> => [value]).withCoder(iterableCoder(varintCoder));
  numbers
    .map("Sharded", (value): ShardedKey<number> => ({ key: value, shardId: Uint8Array.of(1) }))
    .withCoder(shardedKeyCoder(varintCoder));
  const point = customCoder<number>({
    name: "point",
    encode: (value) => Uint8Array.of(value),
    decode: ([value = 0]) => value,
    isDeterministic: true,
  });
  numbers
    .map("Point", (value): KV<number, string> => [value, "x"])
    .withCoder(kvCoder(point, stringUtf8Coder))
    .groupByKey();
  const play = schema.struct({ user: schema.string(), score: schema.nullable(schema.int64()), at: schema.instant() });
  numbers.map("Row", (value) => ({ user: "ada", score: value, at: new Date(0) })).withSchema(play);
  return p;
}

function sideInputs(): Pipeline {
  const p = Pipeline.create();
  const words = p.create("Words", ["a", "b"]);
  const prices = words.map("Price", (word): KV<string, number> => [word, 1]);
  const coded = words
    .map("Weight", (word): KV<string, number> => [word, 2])
    .withCoder(kvCoder(stringUtf8Coder, varintCoder));
  const windowed = p
    .create("Rates", [1])
    .withTimestamps("Times", () => 0)
    .window("Window", fixedWindows(minutes(5)));
  const count = words.combineGlobally("Count", { ...sum, addInput: (total: number) => total + 1 });
  words.filter("In memory", (word, { side }) => side.known.has(word) && side.prices.has(word), {
    side: { known: words.asSet(), prices: prices.asMap(), count: count.asSingleton({ default: 0 }) },
  });
  words
    .withTimestamps("Word times", () => 0)
    .window("Word windows", fixedWindows(minutes(1)))
    .flatMap("Windowed", (word, { side }) => side.rates.map((rate) => [word, rate]), {
      side: { rates: windowed.asList() },
    });
  const stored = doFn<string, number>()({
    side: { weights: sideInput.multimap<string, number>({ inMemory: false }), all: sideInput.iterable<string>() },
    outputs: { rest: output<string>() },
    async process(word, { side, emit }) {
      for (const weight of await side.weights.get(word)) emit(weight);
    },
  });
  words.parDo("Stored", stored, { side: { weights: coded.asMultimap({ inMemory: false }), all: words.asIterable() } });
  return p;
}

/** Pipelines of each kind, by name: the same ones are held against golden protos and given to Beam's own checks. */
export const pipelines: Readonly<Record<string, () => Pipeline>> = {
  "word-count": wordCount,
  windows,
  combine,
  outputs,
  flatten: flattened,
  composites,
  coders,
  "side-inputs": sideInputs,
};
