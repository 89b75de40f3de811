import { describe, expect, it } from "vitest";
import { startFlinkJobServer } from "../../runners/flink/job-server.ts";
import { tools, type Tool } from "../../runners/portable/job-server/run-tool.ts";
import type { ServerProcess } from "../../runners/portable/job-server/server-process.ts";
import { startPrism } from "../../runners/prism/job-server.ts";
import {
  configuration,
  external,
  fixedWindows,
  kvCoder,
  Pipeline,
  rowCoder,
  schema,
  seconds,
  stringUtf8Coder,
  varintCoder,
} from "../../sdk/index.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { pythonTool, startPythonExpansionService } from "./python-tool.ts";

interface EngineOfTests {
  readonly runner: string;
  readonly needed: readonly Tool[];
  readonly start: () => Promise<ServerProcess>;
}

const engines: readonly EngineOfTests[] = [
  {
    runner: "prism",
    needed: process.env.PURLIN_PRISM === undefined ? [tools.go] : [],
    start: () => startPrism(tellOf("prism")),
  },
  {
    runner: "flink",
    needed: [tools.java, tools.maven],
    start: () => startFlinkJobServer("embedded", tellOf("flink")),
  },
];

const person = schema.struct({ name: schema.string(), age: schema.nullable(schema.int64()) });
const greeting = schema.struct({ text: schema.string(), length: schema.int64() });

describeWithTools("Python's transforms", [pythonTool], () => {
  const service = useJobServer(startPythonExpansionService);

  describe.each(engines)("on $runner", ({ runner, needed, start }) => {
    describeWithTools("with its job server", needed, () => {
      const jobEndpoint = useJobServer(start);

      it("stand between two steps of ours, are roots, take and give rows, pairs and several outputs", async () => {
        const seen = await runAll(Pipeline.create({ runner, quiet: true, jobEndpoint: jobEndpoint() }), service());
        expect(seen).toEqual({
          prefixed: ["xxa!", "xxbc!"],
          greetings: [
            { text: "Hello, Ann (3)", length: 14 },
            { text: "Hello, Bob (?)", length: 14 },
          ],
          numbers: [1, 2, 3, 2 ** 40],
          parities: { even: [2, 2 ** 40], odd: ["1", "3"] },
          sums: [
            ["a", 1],
            ["a", 5],
            ["b", 2],
          ],
        });
      }, 120_000);
    });
  });

  it.each([
    { name: "an unknown URN", urn: "test:nothing:v1", message: /knows no transform "test:nothing:v1"/ },
    {
      name: "an expansion that fails",
      urn: "test:broken:v1",
      message: /ValueError: the moon is not in the right house/,
    },
  ])("are refused with what is wrong: $name", async ({ urn, message }) => {
    const p = Pipeline.create();
    p.apply("Theirs", external({ urn, expansionService: service(), output: stringUtf8Coder }));
    await expect(p.toProto()).rejects.toThrow(message);
  });

  it("are refused by the DirectRunner, which starts no workers of other SDKs", async () => {
    const p = Pipeline.create({ quiet: true });
    p.apply("Numbers", external({ urn: "test:numbers:v1", expansionService: service(), output: varintCoder }));
    await expect(p.run()).rejects.toThrow(`can't run step "Numbers/External`);
  });
});

/** Runs one pipeline with all transforms of the service, and returns what came of each, sorted. */
async function runAll(p: Pipeline, expansionService: string): Promise<unknown> {
  const prefixed: string[] = [];
  const greetings: schema.Infer<typeof greeting>[] = [];
  const numbers: number[] = [];
  const parities = { even: [] as number[], odd: [] as string[] };
  const sums: [string, number][] = [];

  const payload = configuration(schema.struct({ prefix: schema.string(), times: schema.int64() }), {
    prefix: "x",
    times: 2,
  });
  p.create("Texts", ["a", "bc"])
    .map((text) => `${text}!`)
    .withCoder(stringUtf8Coder)
    .apply("Prefix", external({ urn: "test:prefix:v1", payload, expansionService, output: stringUtf8Coder }))
    .map((text) => prefixed.push(text));

  p.create("People", [
    { name: "Ann", age: 3 },
    { name: "Bob", age: null },
  ])
    .withSchema(person)
    .apply("Greet", external({ urn: "test:greet:v1", expansionService, output: rowCoder(greeting) }))
    .map((row) => greetings.push(row));

  const all = p.apply("Numbers", external({ urn: "test:numbers:v1", expansionService, output: varintCoder }));
  all.map((number) => numbers.push(number));
  const outputs = { even: varintCoder, odd: stringUtf8Coder };
  const { even, odd } = all.apply("Parity", external({ urn: "test:parity:v1", expansionService, outputs }));
  even.map((number) => parities.even.push(number));
  odd.map((text) => parities.odd.push(text));

  const pairs: [string, number, number][] = [
    ["a", 1, 0],
    ["b", 2, 0],
    ["a", 2, 1_500],
    ["a", 3, 1_600],
  ];
  p.create("Pairs", pairs)
    .withTimestamps(([, , at]) => new Date(at))
    .window(fixedWindows(seconds(1)))
    .map(([key, value]): [string, number] => [key, value])
    .withCoder(kvCoder(stringUtf8Coder, varintCoder))
    .apply("Sums", external({ urn: "test:sums:v1", expansionService, output: kvCoder(stringUtf8Coder, varintCoder) }))
    .map((pair) => sums.push(pair));

  await p.run();
  return {
    prefixed: prefixed.sort(),
    greetings: greetings.sort((a, b) => (a.text < b.text ? -1 : 1)),
    numbers: numbers.sort((a, b) => a - b),
    parities: { even: parities.even.sort((a, b) => a - b), odd: parities.odd.sort() },
    sums: sums.sort(([a, one], [b, two]) => (a === b ? one - two : a < b ? -1 : 1)),
  };
}
