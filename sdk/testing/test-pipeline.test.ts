import { describe, expect, it } from "vitest";
import { definePipeline, doFn, flatten, option, output, type PCollection, type Pipeline } from "../index.ts";
import { expectThat } from "./expect-that.ts";
import { inputOf, outputOf } from "./steps.ts";
import { testPipeline } from "./test-pipeline.ts";

interface Order {
  readonly id: number;
  readonly price: number;
}

const readOrders = (folder: string) =>
  function readOrders(p: Pipeline): { orders: PCollection<Order>; bad: PCollection<string> } {
    const fail = (): Order => {
      throw new Error(`reads ${folder}`);
    };
    return { orders: p.create([0]).map(fail), bad: p.create([""]) };
  };

const writeText = (path: string) =>
  function writeText(lines: PCollection<string>): PCollection<string> {
    return lines.map((): string => {
      throw new Error(`writes ${path}`);
    });
  };

function build(p: Pipeline): void {
  const { orders, bad } = p.apply(readOrders("orders"));
  const high = orders.filter("High", ({ price }) => price > 1);
  high.map("Format", ({ id, price }) => `${String(id)}: ${String(price)}`).apply("WriteOrders", writeText("out"));
  p.apply("Report", (root) => {
    flatten("All", [bad, root.create("None", [] as string[])]).apply("WriteBad", writeText("bad"));
  });
}

const replace = {
  ReadOrders: {
    orders: [
      { id: 1, price: 5 },
      { id: 2, price: 1 },
    ],
    bad: ["x,y"],
  },
  WriteOrders: ["out-0"],
  "Report/WriteBad": [],
};

describe("testPipeline", () => {
  it("runs a whole pipeline without what it reads and writes", async () => {
    const p = testPipeline({ replace });
    build(p);
    expectThat(inputOf(p, "WriteOrders")).singleton("1: 5");
    expectThat(outputOf(p, "WriteOrders")).singleton("out-0");
    expectThat(inputOf(p, "Report/WriteBad")).singleton("x,y");
    expectThat(outputOf(p, "ReadOrders", "orders")).hasLength(2);
    await p.run();
  });

  it("replaces steps of one call: roots, functions and tagged outputs", async () => {
    const parse = doFn<string, number>()({
      outputs: { bad: output<string>() },
      process() {
        throw new Error("not called");
      },
    });
    const p = testPipeline({ replace: { Words: ["b"], LookUp: ["c", "d"], Parse: { output: [1], bad: ["e"] } } });
    const words = p.create("Words", ["a"]);
    const looked = words.map("LookUp", (word): string => {
      throw new Error(word);
    });
    const { output: numbers, bad } = looked.parDo("Parse", parse);
    expectThat(words).singleton("b");
    expectThat(looked).containsInAnyOrder(["c", "d"]);
    expectThat(numbers).singleton(1);
    expectThat(bad).singleton("e");
    await p.run();
  });

  it("replaces steps by functions of what they are applied to", async () => {
    const p = testPipeline({
      replace: {
        Source: (root: Pipeline) => root.create([3]).withTimestamps(() => 7),
        LookUp: (ids: PCollection<number>) => ids.map((id) => `fake ${String(id)}`),
        Both: ({ a }: { a: PCollection<number> }) => a,
      },
    });
    const ids = p.apply("Source", (root) => root.create([1]));
    const names = ids.map("LookUp", (id): string => {
      throw new Error(String(id));
    });
    expectThat(names).withTimestamps().singleton(["fake 3", 7]);
    await expect(p.run()).rejects.toMatchObject({ name: "UnknownStepError" });
  });

  it("keeps what comes after a replaced step keyed", async () => {
    const p = testPipeline({
      replace: {
        Pairs: [
          ["a", 1],
          ["a", 2],
        ],
      },
    });
    const pairs = p.create([0]).map("Pairs", (n) => ["x", n]);
    expectThat(pairs.groupByKey().mapValues((group) => [...group].length)).singleton(["a", 2]);
    await p.run();
  });

  it("refuses to run while a name is one that no step has, and lists the steps", async () => {
    const p = testPipeline({ replace: { ...replace, writeOrder: [] } });
    build(p);
    expectThat(inputOf(p, "WriteOrders")).hasLength(1);
    await expect(p.run()).rejects.toThrow(
      [
        'The pipeline has no step named "writeOrder".',
        "  steps  ReadOrders",
        "         ReadOrders/orders",
        "         ReadOrders/bad",
        "         High",
        "         Format",
        "         WriteOrders",
        "         WriteOrders/Create",
        "         Report",
        "         Report/None",
        "         Report/All",
        "         Report/WriteBad",
        "         and 11 inside these",
      ].join("\n"),
    );
    await expect(p.run()).rejects.toThrow(/Do this: did you mean "WriteOrders"\?$/);
    await expect(p.run()).rejects.not.toThrow(/ExpectThat/);
  });

  it("says which outputs a replacement lacks", () => {
    const p = testPipeline({ replace: { Upper: { upper: ["A"] } } });
    expect(() => p.create(["a"]).map("Upper", (word) => word.toUpperCase())).toThrow(
      [
        'What replaces "Upper" lacks some of its outputs.',
        "  lacks  output",
        "  has    upper",
        'Do this: give the elements of each output:  replace: { "Upper": { upper: [...], output: [...] } }',
      ].join("\n"),
    );
  });
});

describe("testPipeline of a program", () => {
  const program = definePipeline(
    async (p, { least }) => {
      const rate = await p.value("rate", () => Promise.resolve(2));
      p.apply(readOrders("orders"))
        .orders.filter(({ price }) => price >= least)
        .map("Format", ({ price }) => String(price * rate))
        .apply(writeText("out"));
    },
    { options: { least: option.number({ default: 3 }) } },
  );
  const orders = {
    ReadOrders: {
      orders: [
        { id: 1, price: 5 },
        { id: 2, price: 1 },
      ],
    },
    WriteText: [],
  };

  it("builds it with its options, and replaces its steps", async () => {
    const p = await testPipeline(program, { replace: orders, options: { least: 1 } });
    expectThat(inputOf(p, "WriteText")).containsInAnyOrder(["10", "2"]);
    await p.run();
    const { options } = await testPipeline(program, { replace: orders });
    expect(options).toMatchObject({ least: 3, quiet: true, runner: "direct" });
  });

  it("refuses names that none of its steps has at once", async () => {
    await expect(testPipeline(program, { replace: { WriteTxt: [] } })).rejects.toThrow('did you mean "WriteText"?');
  });
});

describe("outputOf and inputOf", () => {
  it("list what there is where a name is unknown", () => {
    const p = testPipeline();
    expect(() => outputOf(p, "Nothing")).toThrow(/has no step named "Nothing"\.\n {2}steps {2}none\n/);
    p.create("Numbers", [1]);
    expect(() => outputOf(p, "Numbers", "bad")).toThrow('"Numbers" has no output named "bad".\n  outputs  output');
    expect(() => inputOf(p, "Numbers")).toThrow('"Numbers" has no input named "input".\n  inputs  none');
  });
});
