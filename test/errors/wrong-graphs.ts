// Windows, side inputs and graphs that don't fit together.
import {
  coGroup,
  customWindows,
  fixedWindows,
  flatten,
  globalWindows,
  hours,
  IntervalWindow,
  intervalWindowCoder,
  Pipeline,
  type CustomWindowsParts,
  type PCollection,
  type WindowFn,
} from "../../sdk/index.ts";
import { untyped, type BadProgram } from "./bad-program.ts";

type Parts = CustomWindowsParts<IntervalWindow, number>;

const numbers = (p: Pipeline, name = "In"): PCollection<number> => p.create(name, [1, 2]);
const keyed = (p: Pipeline, name: string): PCollection<[number, number]> => numbers(p, name).map((n) => [n, n]);
const hourly = fixedWindows(hours(1));

function mine(parts: Partial<Parts>): WindowFn<IntervalWindow, number> {
  return customWindows<IntervalWindow, number>({
    name: "mine",
    coder: intervalWindowCoder,
    assign: (timestamp) => new IntervalWindow(timestamp, timestamp + 15),
    ...parts,
  });
}

const merging = (p: Pipeline, merge: unknown): unknown =>
  numbers(p)
    .withTimestamps("At", (n) => n * 10)
    .window("S", mine({ merge: untyped<NonNullable<Parts["merge"]>>(merge) }))
    .keyBy("Key", () => 1)
    .groupByKey("Group");

const boom = (): never => {
  throw new Error("boom");
};

const thrown = { error: "UserFunctionError", code: "PURLIN_USER_FUNCTION", step: "S", call: 'window("S"' };
const wrong = { ...thrown, code: "PURLIN_WRONG_RESULT" };

/** Programs whose windows are none. */
export const wrongWindows: readonly BadProgram[] = [
  {
    name: "a WindowFn that returns no window",
    build: (p) => numbers(p).window("S", mine({ assign: () => [] })),
    ...wrong,
    says: ["mine has assigned no window.", /element +1/, "drop elements that belong to none"],
  },
  {
    name: "a WindowFn that returns a promise, which is rejected",
    build: (p) => numbers(p).window("S", mine({ assign: () => untyped<never>(Promise.reject(new Error("late"))) })),
    ...wrong,
    says: ["mine must return an array of windows, and no promise of it.", "await in a map before it"],
  },
  {
    name: "a WindowFn that throws",
    build: (p) => numbers(p).window("S", mine({ assign: boom })),
    ...thrown,
    says: ["Error: boom", /thrown at +test\/errors\/wrong-graphs\.ts/, /element +1/],
    cause: new Error("boom"),
  },
  {
    name: "a WindowFn whose windows are not those of its coder",
    build: (p) =>
      numbers(p)
        .window("S", mine({ assign: () => untyped<IntervalWindow>({ maxTimestamp: 5 }) }))
        .keyBy("Key", () => 1)
        .groupByKey("Group"),
    ...thrown,
    says: ["assign of mine must return IntervalWindows"],
  },
];

/** Programs whose windows are none, and are beyond some engines from the first. */
export const wrongOwnWindows: readonly BadProgram[] = [
  {
    name: "a WindowFn that returns undefined",
    build: (p) =>
      numbers(p)
        .window("S", customWindows({ name: "mine", assign: () => untyped<IntervalWindow>(undefined) }))
        .keyBy("Key", () => 1)
        .groupByKey("Group")
        .window("All", globalWindows()),
    ...wrong,
    says: ["a window that ends at no instant: undefined.", "maxTimestamp"],
  },
  {
    name: "a merge that throws",
    build: (p) => merging(p, boom),
    ...thrown,
    says: ["Error: boom"],
    cause: new Error("boom"),
  },
  ...[
    { what: "undefined", merge: () => undefined },
    { what: "numbers", merge: () => [1] },
    { what: "a window that is null", merge: (from: unknown) => [{ merged: null, from }] },
    { what: "a promise, which is rejected", merge: () => Promise.reject(new Error("late")) },
  ].map(({ what, merge }): BadProgram => ({
    name: `a merge that returns ${what}`,
    build: (p) => merging(p, merge),
    ...thrown,
    says: ["merge of mine must return an array of { merged, from }"],
  })),
];

const windows = { error: "IncompatibleWindowsError", code: "PURLIN_WINDOWS" };
const foreign = { error: "ForeignCollectionError", code: "PURLIN_FOREIGN_COLLECTION" };
const side = { error: "UserFunctionError", code: "PURLIN_SIDE_INPUT", step: "S", call: 'map("S"' };
const other = (): Pipeline => Pipeline.create({ quiet: true });

async function* stream(): AsyncGenerator<number> {
  yield* [1, 2];
  await Promise.resolve();
}

/** Programs whose parts don't fit together. */
export const wrongGraphs: readonly BadProgram[] = [
  {
    name: "coGroup of different windows",
    build: (p) => coGroup("S", { a: keyed(p, "A").window(hourly), b: keyed(p, "B") }),
    ...windows,
    call: 'coGroup("S"',
    says: [/windows +fixedWindows\(3600000 ms\) \(a\) and globalWindows\(\) \(b\)/, "with .window(...), before it"],
  },
  {
    name: "flatten of different windows",
    build: (p) => flatten("S", [numbers(p, "A").window(hourly), numbers(p, "B")]),
    ...windows,
    call: 'flatten("S"',
    says: [/windows +fixedWindows/, "with .window(...), before it"],
  },
  {
    name: "a collection of another pipeline",
    build: (p) => flatten("S", [numbers(p), numbers(other())]),
    ...foreign,
    call: 'flatten("S"',
    says: ['"S" combines PCollections of different pipelines', "from one Pipeline"],
  },
  {
    name: "a side input of another pipeline",
    build: (p) => numbers(p).map("S", (n) => n, { side: { all: numbers(other()).asList() } }),
    ...foreign,
    call: 'map("S"',
    says: ['"S" combines PCollections of different pipelines'],
  },
  {
    name: "two steps of one name",
    build: (p) => [numbers(p), numbers(p)],
    error: "StepNameError",
    code: "PURLIN_STEP_NAME",
    says: [
      'Two steps are named "In"',
      /first +test\/errors\/wrong-graphs\.ts:\d+:\d+/,
      /second +test\/errors\/wrong-graphs\.ts:\d+:\d+/,
      "give one of them another name",
    ],
  },
  {
    name: "a pipeline without a step",
    build: () => undefined,
    error: "EmptyPipelineError",
    code: "PURLIN_EMPTY_PIPELINE",
    says: ["p.create([...])"],
  },
  {
    name: "a composite that is asynchronous",
    build: (p) => numbers(p).apply("S", async (input) => Promise.resolve(input)),
    error: "AsyncCompositeError",
    code: "PURLIN_ASYNC_COMPOSITE",
    call: 'apply("S"',
    says: ["await what the composite needs before apply(...)"],
  },
  {
    name: "a stream that is read twice",
    build: async (p) => {
      p.create("S", stream());
      await p.run();
    },
    error: "UserFunctionError",
    code: "PURLIN_STREAM_READ",
    step: "S/Elements",
    says: ["its elements are gone", "p.create(() => openStream())"],
  },
  {
    name: "a singleton of none",
    build: (p) =>
      numbers(p).map("S", (_, { side }) => side.one, { side: { one: p.create<number>("One", []).asSingleton() } }),
    ...side,
    says: ['"one" is read as a singleton, and has none', /made by +"One/, ".asSingleton({ default: ... })"],
  },
  {
    name: "a singleton of two",
    build: (p) => numbers(p).map("S", (_, { side }) => side.one, { side: { one: numbers(p, "One").asSingleton() } }),
    ...side,
    says: ['"one" is read as a singleton, and has 2', /elements +\[ 1, 2 \]/, ".combineGlobally(...)", ".asList()"],
  },
  {
    name: "a map of two values of one key",
    build: (p) =>
      numbers(p).map("S", (_, { side }) => side.names.size, {
        side: {
          names: numbers(p, "Names")
            .keyBy(() => "k")
            .asMap(),
        },
      }),
    ...side,
    says: [`two values of the key 'k'`, ".asMultimap()"],
  },
];
