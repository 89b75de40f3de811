import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { keep, valuesOf } from "../../../test/conformance/keep.ts";
import { expectNoUnhandledRejection } from "../../../test/conformance/unhandled.ts";
import {
  doFn,
  fixedWindows,
  jsonCoder,
  millis,
  Pipeline,
  sessions,
  sideInput,
  type PCollection,
  type SideInput,
} from "../../index.ts";

expectNoUnhandledRejection();

const newPipeline = (): Pipeline => Pipeline.create({ quiet: true });

async function messageOf(build: (p: Pipeline) => unknown): Promise<string[]> {
  const p = newPipeline();
  build(p);
  const error: unknown = await p.run().then(
    () => new Error("It has not failed."),
    (thrown: unknown) => thrown,
  );
  return (error as Error).message.split("\n");
}

const place: unknown = expect.stringMatching(/^ {2}step made at {2}sdk\/exec\/sides\/side-inputs\.test\.ts:\d+:\d+$/);

/** What a program without type checks may pass. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- that is what makes it untyped
function untyped<T>(value: unknown): T {
  return value as T;
}

function containing(line: string): string[] {
  return expect.arrayContaining([line]) as string[];
}

describe("a side input that is not what it is read as", () => {
  it.each<{ name: string; build: (p: Pipeline) => SideInput<unknown>; message: readonly unknown[] }>([
    {
      name: "a singleton of two",
      build: (p) => p.create("Rates", [1, 2]).asSingleton(),
      message: [
        'The side input "given" of step "Use" failed: SideInputError: "given" is read as a singleton, and has 2 in the window global.',
        '  made by       "Rates/Elements"',
        "  elements      [ 1, 2 ]",
        place,
        "Do one of:",
        "  - combine them into one before:  .combineGlobally(...)",
        "  - read all of them:  .asList()",
      ],
    },
    {
      name: "a singleton of two, though it has a default",
      build: (p) => p.create("Rates", [1, 2]).asSingleton({ default: 0 }),
      message: containing("  elements      [ 1, 2 ]"),
    },
    {
      name: "a singleton of none",
      build: (p) => p.create<number>("Rates", []).asSingleton(),
      message: [
        'The side input "given" of step "Use" failed: SideInputError: "given" is read as a singleton, and has none in the window global.',
        '  made by       "Rates/Elements"',
        place,
        "Do this: say what it is where there is none:  .asSingleton({ default: ... })",
      ],
    },
    {
      name: "a map with a key that is there twice",
      build: (p) =>
        p
          .create("Names", [
            [{ id: 1 }, "a"],
            [{ id: 1 }, "b"],
          ])
          .asMap(),
      message: [
        'The side input "given" of step "Use" failed: SideInputError: "given" is read as a map, and has two values of the key { id: 1 } in the window global.',
        '  made by       "Names/Elements"',
        place,
        "Do one of:",
        "  - read all values of a key:  .asMultimap()",
        "  - combine them into one before:  .combinePerKey(...)",
      ],
    },
    {
      name: "a map of what is no pair",
      build: (p) => untyped<PCollection<[number, number]>>(p.create("Names", [1])).asMap(),
      message: containing(
        'The side input "given" of step "Use" failed: NotAPairError: A keyed step takes pairs [key, value], and this element is none.',
      ),
    },
  ])("is an error that names the step that reads it and the one that made it: $name", async ({ build, message }) => {
    const lines = await messageOf((p) => {
      const given = build(p);
      return p.create("In", [0]).map("Use", (_, { side }) => side.given, { side: { given } });
    });
    expect(lines).toEqual(message);
  });
});

describe("a side input whose window can't be told", () => {
  it("is refused where its windows merge", () => {
    const p = newPipeline();
    const merging = p
      .create("Clicks", [1])
      .window(sessions(millis(5)))
      .asList();
    expect(() => p.create("In", [0]).map("Use", (_, { side }) => side.merging, { side: { merging } })).toThrow(
      /^The side input "merging" of step "Use" has windows that merge, so none can be told from an element's window\.\n {2}step's windows +globalWindows\(\)\n {2}side input's windows +sessions\(5 ms\)\n {2}at +sdk\/exec\/sides\/side-inputs\.test\.ts:\d+/,
    );
  });

  it("is refused where it is windowed and the step's elements are not", () => {
    const p = newPipeline();
    const windowed = p
      .create("Rates", [1])
      .window(fixedWindows(millis(5)))
      .asList();
    expect(() => p.create("In", [0]).map("Use", (_, { side }) => side.windowed, { side: { windowed } })).toThrow(
      /^The side input "windowed" of step "Use" is windowed and the step's elements are not/,
    );
  });
});

describe("a side input of keys that can't be compared", () => {
  it("is refused where it is applied, or when the pipeline is whole", () => {
    const p = newPipeline();
    const coded = p.create("Names", [{ id: 1 }]).withCoder(jsonCoder<{ id: number }>());
    p.create("In", [0]).map("Use", (_, { side }) => side.coded.size, { side: { coded: coded.asSet() } });
    expect(() => p.graph()).toThrow('"Use" compares keys whose coder is not deterministic.\n  key coder  json');
    const keyed = p.create("Numbers", [1]).withCoder(jsonCoder<number>());
    expect(() =>
      p.create("Other", [0]).map("Use too", (_, { side }) => side.keyed, {
        side: { keyed: untyped<PCollection<[number, number]>>(keyed).asMap() },
      }),
    ).toThrow(/^"Use too" takes a PCollection whose coder is not one of pairs/);
  });
});

describe("options of a program without types", () => {
  const declaring = doFn<number>()({ side: { rates: sideInput.list<number>() }, process: () => undefined });
  it.each<{ name: string; apply: (numbers: PCollection<number>) => unknown; message: string }>([
    {
      name: "a PCollection that isn't read as anything",
      apply: (numbers) => numbers.map((n) => n, untyped<never>({ side: { rates: numbers } })),
      message:
        "side.rates says how a PCollection is read: with .asSingleton(), .asList(), .asSet(), .asMap(), .asMultimap() or .asIterable().",
    },
    {
      name: "a side input without a name",
      apply: (numbers) => numbers.map((n) => n, untyped<never>({ side: numbers.asList() })),
      message: "side is an object of side inputs by name, such as { stop: stopWords.asSet() }.",
    },
    {
      name: "options that are none",
      apply: (numbers) => numbers.keyBy((n) => n, untyped<never>("fast")),
      message: "keyBy(...) takes an object of options last; got string.",
    },
    {
      name: "a DoFn without a side input that it declares",
      apply: (numbers) => numbers.parDo(declaring, untyped<never>({})),
      message: 'The DoFn reads a side input "rates": parDo("Name", fn, { side: { rates: ... } }).',
    },
    {
      name: "a DoFn with a side input that it reads as something else",
      apply: (numbers) => numbers.parDo(declaring, untyped<never>({ side: { rates: numbers.asSet() } })),
      message: 'The DoFn reads its side input "rates" as a list; it is given a set.',
    },
    {
      name: "a DoFn with a side input that it doesn't declare",
      apply: (numbers) =>
        numbers.parDo(declaring, untyped<never>({ side: { rates: numbers.asList(), rate: numbers.asList() } })),
      message: 'The DoFn declares no side input "rate": doFn<In, Out>()({ side: { rate: ... }, ... }).',
    },
  ])("say what they should be: $name", ({ apply, message }) => {
    expect(() => apply(newPipeline().create([1]))).toThrow(new TypeError(message));
  });
});

describe("a step with side inputs", () => {
  it("calls no function for them where no element comes", async () => {
    const p = newPipeline();
    const none = p.create<number>("None", []);
    const kept = keep(none.map((n, { side }) => n + side.two, { side: { two: p.create([1, 2]).asSingleton() } }));
    await p.run();
    expect(kept).toEqual([]);
  });

  it("gives the same object to all elements of a window", async () => {
    const p = newPipeline();
    const seen = new Set<unknown>();
    const words = p.create("Words", ["a", "b"]).asSet();
    p.create("In", [1, 2, 3]).map((n, { side }) => (seen.add(side.words), n), { side: { words } });
    await p.run();
    expect(seen.size).toBe(1);
  });

  it("keeps lists as they are", async () => {
    const lines = await messageOf((p) =>
      p.create("In", [1]).map("Sort", (_, { side }) => untyped<number[]>(side.all).sort().length, {
        side: { all: p.create("All", [2, 1]).asList() },
      }),
    );
    expect(lines[0]).toMatch(/^The function of step "Sort" failed: TypeError: Cannot assign to read only property/);
  });

  it("reads an iterable after it has waited, and many at once", async () => {
    const p = newPipeline();
    const others = p.create("Others", [1, 2, 3]).asIterable();
    const kept = keep(
      p.create("In", [10, 20, 30]).map(
        async (n, { side }) => {
          let total = n;
          for await (const other of side.others) {
            await setImmediate();
            total += other;
          }
          return total;
        },
        { side: { others }, concurrency: 3 },
      ),
    );
    await p.run();
    expect(valuesOf(kept)).toEqual([16, 26, 36]);
  });
});
