// Functions that return what their step can't use, and pairs that are none.
import { coGroup, doFn, type CombineFn, type KV, type PCollection, type Pipeline } from "../../sdk/index.ts";
import { countPerKey, leftJoin, mean, sum } from "../../transforms/index.ts";
import { untyped, type BadProgram } from "./bad-program.ts";

const numbers = (p: Pipeline): PCollection<number> => p.create("In", [7]);
type Pairs = PCollection<KV<string, number>>;

const pairs = (p: Pipeline): Pairs => p.create<KV<string, number>>("In", [["a", 7]]);
const noPairs = (p: Pipeline, element: unknown): Pairs =>
  untyped(numbers(p).map("None", () => untyped<number>(element)));
const texts = (p: Pipeline, element: unknown): PCollection<number> =>
  numbers(p).map("Text", () => untyped<number>(element));

const adding: CombineFn<number, { sum: number }, number> = {
  createAccumulator: () => ({ sum: 0 }),
  addInput: (held, n) => ({ sum: held.sum + n }),
  mergeAccumulators: (a, b) => ({ sum: a.sum + b.sum }),
  extractOutput: (held) => held.sum,
};
const late = (): never => untyped<never>(Promise.reject(new Error("late")));

const notAPair = { error: "UserFunctionError", code: "PURLIN_NOT_A_PAIR" };
const wrong = { error: "UserFunctionError", code: "PURLIN_WRONG_RESULT" };
const thrown = { error: "UserFunctionError", code: "PURLIN_USER_FUNCTION" };
// A worker's coder of pairs finds it out first, as it takes what the step before has made.
const madeByNone = {
  code: "PURLIN_CODER",
  step: "None",
  call: 'map("None"',
  says: ["A keyed element is a pair [key, value]; got", "make pairs with .keyBy("],
};
const pairsAreMadeBy = "make pairs before it:  .keyBy((element) => ...)";

const keyed: readonly BadProgram[] = [
  {
    name: "groupByKey of undefined",
    build: (p) => noPairs(p, undefined).groupByKey("S"),
    ...notAPair,
    step: "S",
    call: 'groupByKey("S"',
    says: ["this element is none", /element +undefined/, pairsAreMadeBy],
    onWorker: madeByNone,
  },
  {
    name: "combinePerKey of an array of one",
    build: (p) => noPairs(p, ["a"]).combinePerKey("S", sum()),
    ...notAPair,
    step: "S",
    call: 'combinePerKey("S"',
    says: [/element +\[ 'a' \]/, pairsAreMadeBy],
  },
  {
    name: "coGroup of what is no pair",
    build: (p) => coGroup("S", { pairs: p.create<KV<string, number>>("B", [["a", 1]]), none: noPairs(p, undefined) }),
    ...notAPair,
    step: "S/Tag none",
    call: 'coGroup("S"',
    says: [/element +undefined/, pairsAreMadeBy],
  },
  {
    name: "a join of what is no pair",
    build: (p) => noPairs(p, 7).apply("S", leftJoin(p.create<KV<string, number>>("B", [["a", 1]]))),
    ...notAPair,
    step: "S/CoGroup/GroupByKey",
    call: 'apply("S"',
    says: [/element +7/, pairsAreMadeBy],
    onWorker: madeByNone,
  },
  {
    name: "a transform of pairs on what is none",
    build: (p) => noPairs(p, null).apply("S", countPerKey()),
    ...notAPair,
    step: "S/Count",
    call: 'apply("S"',
    says: [/element +null/, pairsAreMadeBy],
  },
  ...[
    { method: "keys", take: (none: Pairs) => none.keys("S") },
    { method: "values", take: (none: Pairs) => none.values("S") },
    { method: "swap", take: (none: Pairs) => none.swap("S") },
  ].map(({ method, take }): BadProgram => ({
    name: `${method} of what is no pair`,
    build: (p) => take(noPairs(p, 7)),
    ...notAPair,
    step: "S",
    call: `${method}("S"`,
    says: [/element +7/, pairsAreMadeBy],
  })),
  {
    name: "mapValues of what is no pair",
    build: (p) => noPairs(p, 7).mapValues("S", (n) => n),
    ...notAPair,
    step: "S",
    call: 'mapValues("S"',
    says: [/element +7/, pairsAreMadeBy],
  },
  ...(["asMap", "asMultimap"] as const).map((as): BadProgram => ({
    name: `${as} of what is no pair`,
    build: (p) =>
      p.create("Main", ["a"]).map("S", (word, { side }) => side.prices.has(word), {
        side: { prices: noPairs(p, 7)[as]() },
      }),
    ...notAPair,
    step: "S",
    call: 'map("S"',
    says: ['The side input "prices" of step "S" failed', /element +7/, /made by +"None"/, pairsAreMadeBy],
    onWorker: madeByNone,
  })),
];

const elementWise: readonly BadProgram[] = [
  ...[
    { result: undefined, told: "undefined" },
    { result: 4, told: "4" },
    { result: Symbol("x"), told: "Symbol(x)" },
    { result: {}, told: "an object" },
  ].map(({ result, told }): BadProgram => ({
    name: `flatMap of a function that returns ${told}`,
    build: (p) => numbers(p).flatMap("S", () => untyped<number[]>(result)),
    ...wrong,
    step: "S",
    call: 'flatMap("S"',
    says: [
      "flatMap takes a function that returns an iterable, such as an array",
      `it returned ${told}.`,
      /element +7/,
      "return []",
    ],
  })),
  {
    name: "flatMap of an asynchronous function that returns undefined",
    build: (p) => numbers(p).flatMap("S", () => untyped<Promise<number[]>>(Promise.resolve(undefined))),
    ...wrong,
    step: "S",
    call: 'flatMap("S"',
    says: ["it returned undefined."],
  },
  {
    name: "flatMap of a function that returns a string",
    build: (p) => numbers(p).flatMap("S", () => untyped<number[]>("ab")),
    ...wrong,
    step: "S",
    call: 'flatMap("S"',
    says: ['it returned a string, "ab"', "for one element, return  [text]"],
  },
  ...[
    { result: undefined, told: "undefined" },
    { result: Number.NaN, told: "NaN" },
    { result: "yesterday", told: '"yesterday"' },
    { result: new Date("yesterday"), told: "Invalid Date" },
    { result: 5n, told: "5" },
  ].map(({ result, told }): BadProgram => ({
    name: `withTimestamps of a function that returns ${told}`,
    build: (p) => numbers(p).withTimestamps("S", () => untyped<number>(result)),
    ...wrong,
    step: "S",
    call: 'withTimestamps("S"',
    says: [`A timestamp is a Date or whole milliseconds; got ${told}.`, /element +7/, "Date.parse("],
  })),
  ...[2, -1, 0.5, Number.NaN, undefined, null].map((index): BadProgram => ({
    name: `partition of a function that returns ${String(index)}`,
    build: (p) => numbers(p).partition("S", 2, () => untyped<number>(index))[0],
    ...wrong,
    step: "S",
    call: 'partition("S"',
    says: [`an index from 0 to 1; got ${String(index)}.`, /element +7/, "drop the others before"],
  })),
  {
    name: "partition of an asynchronous function that returns undefined",
    build: (p) => numbers(p).partition("S", 2, () => untyped<Promise<number>>(Promise.resolve()))[0],
    ...wrong,
    step: "S",
    call: 'partition("S"',
    says: ["an index from 0 to 1; got undefined."],
  },
  {
    name: "branch of a guard that returns a promise, which is rejected",
    build: (p) => numbers(p).branch("S", { big: () => late() }).rest,
    ...wrong,
    step: "S",
    call: 'branch("S"',
    says: ['The guard of "big" returns true or false; it returned a promise.', "await in a map before it"],
  },
  {
    name: "splitBy of an element without a kind",
    build: (p) => p.create("In", [untyped<{ kind: "a" }>({})]).splitBy("S", "kind", ["a"]).a,
    error: "UserFunctionError",
    code: "PURLIN_UNLISTED_KIND",
    step: "S",
    call: 'splitBy("S"',
    says: [`An element's "kind" is missing`, /listed +"a"/, /element +\{\}/],
  },
  {
    name: "finishBundle that emits in a window that is none",
    build: (p) =>
      numbers(p).parDo(
        "S",
        doFn<number, string>()({
          process: () => undefined,
          finishBundle: ({ emit }) => {
            emit("x", { timestamp: 0, window: untyped("today") });
          },
        }),
      ),
    ...wrong,
    step: "S",
    call: 'parDo("S"',
    says: ["finishBundle", 'a window that ends at an instant; got "today".', "GLOBAL_WINDOW"],
  },
  {
    name: "a metric that is given a text",
    build: (p) =>
      numbers(p).map("S", (n, { metrics }) => {
        metrics.counter("seen").inc(untyped("1"));
        return n;
      }),
    ...thrown,
    step: "S",
    call: 'map("S"',
    says: ["A metric takes a number; got string."],
    cause: new TypeError("A metric takes a number; got string."),
  },
];

const combinations: readonly BadProgram[] = [
  ...[0, 1.5, undefined].map((parts): BadProgram => ({
    name: `a hotKeyFanout that returns ${String(parts)}`,
    build: (p) => pairs(p).combinePerKey("S", adding, { hotKeyFanout: () => untyped<number>(parts) }),
    ...wrong,
    step: "S/Spread",
    call: 'combinePerKey("S"',
    says: [`returns a whole number of at least 1; it returned ${String(parts)}.`, "return 1 for keys that are not hot"],
  })),
  {
    name: "a CombineFn whose addInput returns a promise",
    build: (p) => pairs(p).combinePerKey("S", { ...adding, addInput: late }),
    ...wrong,
    step: "S",
    call: 'combinePerKey("S"',
    says: ["The functions of a CombineFn must be synchronous.", "await in a map before the combination"],
  },
  {
    name: "a CombineFn whose addInput returns a promise for a later value of a key",
    build: (p) =>
      p.create("In", [1, 2]).combineGlobally("S", {
        ...adding,
        addInput: (held, n) => (n === 2 ? late() : adding.addInput(held, n)),
      }),
    ...wrong,
    step: "S/Combine",
    call: 'combineGlobally("S"',
    says: ["The functions of a CombineFn must be synchronous."],
  },
  {
    name: "a CombineFn whose addInput forgets to return",
    build: (p) =>
      p.create("In", [1, 2]).combineGlobally("S", {
        ...adding,
        addInput: (held, n): never => {
          held.sum += n;
          return untyped<never>(undefined);
        },
      }),
    ...thrown,
    step: "S/Combine",
    call: 'combineGlobally("S"',
    says: [/accumulator +undefined, which addInput has returned for a value before/, /element +\[ null, 2 \]/],
  },
  {
    name: "a CombineFn whose extractOutput returns a promise",
    build: (p) => pairs(p).combinePerKey("S", { ...adding, extractOutput: late }),
    ...wrong,
    step: "S",
    call: 'combinePerKey("S"',
    says: ["extractOutput must be synchronous.", "await in a map after the combination"],
  },
  {
    name: "a sum of texts",
    build: (p) => texts(p, "5").combineGlobally("S", sum()),
    ...thrown,
    step: "S/Combine",
    call: 'combineGlobally("S"',
    says: ['sum and mean take numbers; got "5".', ".mapValues(Number)"],
  },
  {
    name: "a mean of undefined",
    build: (p) => texts(p, undefined).combineGlobally("S", mean()),
    ...thrown,
    step: "S/Combine",
    call: 'combineGlobally("S"',
    says: ["sum and mean take numbers; got undefined."],
  },
];

/** Programs whose functions return what their step can't use. */
export const wrongResults: readonly BadProgram[] = [...keyed, ...elementWise, ...combinations];
