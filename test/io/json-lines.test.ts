import { readFile, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { z } from "zod";
import { describe, expect, it } from "vitest";
import type { BadRow } from "../../io/json/index.ts";
import { readJsonLines, writeJsonLines } from "../../io/json/index.ts";
import { Pipeline, schema, schemaOf, type PCollection } from "../../sdk/index.ts";
import { causeWithCode } from "./cause-with-code.ts";
import { tempFolders } from "./temp-folder.ts";

const newFolder = tempFolders();

async function elementsOf<T>(build: (p: Pipeline) => PCollection<T>): Promise<T[]> {
  const p = Pipeline.create({ runner: "direct", quiet: true });
  const elements: T[] = [];
  build(p).map((element) => elements.push(element));
  await p.run();
  return elements;
}

async function fileOf(text: string): Promise<string> {
  const path = `${await newFolder()}/a.jsonl`;
  await writeFile(path, text);
  return path;
}

const order = schema.struct({
  id: schema.int32(),
  customer: schema.row(schema.struct({ name: schema.string(), since: schema.nullable(schema.instant()) })),
  tags: schema.array(schema.string()),
  note: schema.optional(schema.string()),
});

describe("readJsonLines", () => {
  it("gives each value as JSON has it where there is no schema", async () => {
    const path = await fileOf('{"a":[1,null]}\r\n\n  \n"x"\n3');
    expect(await elementsOf((p) => p.apply(readJsonLines(path)))).toEqual([{ a: [1, null] }, "x", 3]);
  });

  it("gives rows of the schema's types", async () => {
    const path = await fileOf(
      '{"id":1,"customer":{"name":"ada","since":"2026-01-01T00:00:00Z"},"tags":["a"],"more":1}\n{"customer":{"name":"bob"},"tags":[],"id":2,"note":"x"}\n',
    );
    const rows = await elementsOf((p) => {
      const orders = p.apply(readJsonLines(path, { schema: order }));
      expect(schemaOf(orders)).toBe(order);
      return orders;
    });
    expect(rows).toEqual([
      { id: 1, customer: { name: "ada", since: new Date("2026-01-01") }, tags: ["a"] },
      { id: 2, customer: { name: "bob", since: null }, tags: [], note: "x" },
    ]);
  });

  it.each([
    { line: '{"id": 1', field: null, reason: /^it is no JSON: / },
    { line: "[1]", field: null, reason: /^wanted an object; got \[1\]$/ },
    { line: '{"id":1.5}', field: "id", reason: /^wanted a whole number from -2147483648 to 2147483647; got 1\.5$/ },
    { line: '{"id":1,"tags":[],"customer":{}}', field: "customer.name", reason: /^wanted a value; got nothing$/ },
    {
      line: '{"id":1,"customer":{"name":"a","since":5}}',
      field: "customer.since",
      reason: /^wanted an instant such as/,
    },
    { line: '{"id":1,"customer":{"name":"a"},"tags":["a",2]}', field: "tags[1]", reason: /^wanted a string; got 2$/ },
    { line: '{"id":1,"customer":{"name":"a"},"tags":{}}', field: "tags", reason: /^wanted an array; got \{\}$/ },
  ])("tells of the bad row $line", async ({ line, field, reason }) => {
    const path = await fileOf(`\n${line}\r\n`);
    const bad: BadRow[] = [];
    const rows = await elementsOf((p) => {
      const { output, errors } = p.apply(readJsonLines(path, { schema: order, onBadRow: "deadLetter" }));
      errors.map("Bad", (row) => bad.push(row));
      return output;
    });
    expect(rows).toEqual([]);
    expect(bad).toEqual([{ path, line: 2, text: line, field, reason: expect.stringMatching(reason) as string }]);
    const failed = elementsOf((p) => p.apply(readJsonLines(path, { schema: order })));
    await expect(failed).rejects.toSatisfy(causeWithCode("PURLIN_BAD_ROW", /a\.jsonl:2/));
  });

  it("has each row validated by a library, which is given dates and bigints", async () => {
    const zodOrder = z.object({
      at: z.date(),
      wide: z.bigint(),
      inner: z.object({ x: z.number() }),
      left: z.string().optional(),
    });
    const path = await fileOf(
      '{"at":"2026-01-01T00:00:00Z","wide":"9007199254740993","inner":{"x":1}}\n{"at":"soon","wide":1,"inner":{}}\n',
    );
    const bad: BadRow[] = [];
    const rows = await elementsOf((p) => {
      const { output, errors } = p.apply(readJsonLines(path, { schema: zodOrder, onBadRow: "deadLetter" }));
      errors.map("Bad", (row) => bad.push(row));
      return output;
    });
    expect(rows).toEqual([{ at: new Date("2026-01-01"), wide: 9007199254740993n, inner: { x: 1 } }]);
    expect(bad).toMatchObject([
      {
        line: 2,
        field: "at",
        reason:
          "Invalid input: expected date, received string; inner.x: Invalid input: expected number, received undefined",
      },
    ]);
  });

  it("gives each line once, wherever a file is cut", async () => {
    const values = Array.from({ length: 20 }, (_, i) => ({ i, text: "x".repeat(i) }));
    const path = await fileOf(values.map((value) => JSON.stringify(value)).join("\n"));
    for (const splitBytes of [1, 7, 50]) {
      const found = await elementsOf((p) => p.apply(readJsonLines(path, { splitBytes })));
      expect((found as typeof values).sort((a, b) => a.i - b.i)).toEqual(values);
    }
  });
});

const anything = schema.struct({
  text: schema.string(),
  maybe: schema.nullable(schema.double()),
  left: schema.optional(schema.boolean()),
  wide: schema.int64({ as: "bigint" }),
  at: schema.instant(),
  bytes: schema.bytes(),
  list: schema.array(schema.nullable(schema.double())),
  byName: schema.record(schema.int64()),
  byText: schema.map(schema.string(), schema.instant()),
  byNumber: schema.map(schema.int64(), schema.array(schema.bytes())),
  inner: schema.row(schema.struct({ x: schema.double() })),
});

const bytes = fc.uint8Array({ maxLength: 3 });
const instant = fc.date({ noInvalidDate: true });
const name = fc.string({ unit: "grapheme", maxLength: 5 });
const row = fc.record(
  {
    text: fc.string({ unit: fc.constantFrom("a", '"', "\n", "\r", "\\", "é", "😀", "\u2028"), maxLength: 6 }),
    maybe: fc.option(fc.double()),
    left: fc.boolean(),
    wide: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    at: instant,
    bytes,
    list: fc.array(fc.option(fc.double()), { maxLength: 3 }),
    byName: fc.dictionary(name, fc.maxSafeInteger(), { noNullPrototype: true }),
    byText: fc.array(fc.tuple(name, instant), { maxLength: 3 }).map((entries) => new Map(entries)),
    byNumber: fc.array(fc.tuple(fc.integer(), fc.array(bytes)), { maxLength: 3 }).map((entries) => new Map(entries)),
    inner: fc.record({ x: fc.double() }, { noNullPrototype: true }),
  },
  {
    requiredKeys: ["text", "maybe", "wide", "at", "bytes", "list", "byName", "byText", "byNumber", "inner"],
    noNullPrototype: true,
  },
);

describe("writeJsonLines", () => {
  it("writes what readJsonLines reads as the same", async () => {
    const folder = await newFolder();
    const property = fc.asyncProperty(fc.array(row, { maxLength: 4 }), async (rows) => {
      const p = Pipeline.create({ runner: "direct", quiet: true });
      p.create(rows).apply(writeJsonLines(`${folder}/out`, { shards: 1 }));
      await p.run();
      expect(await elementsOf((q) => q.apply(readJsonLines(`${folder}/out*`, { schema: anything })))).toEqual(rows);
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it("leaves the elements as they are", async () => {
    const folder = await newFolder();
    const element = Object.freeze({ at: new Date(0), list: Object.freeze([1n, false]), left: undefined });
    const p = Pipeline.create({ runner: "direct", quiet: true });
    p.create([element]).apply(writeJsonLines(`${folder}/out`, { shards: 1 }));
    await p.run();
    expect(await readFile(`${folder}/out-00000-of-00001.jsonl`, "utf8")).toBe(
      '{"at":"1970-01-01T00:00:00.000Z","list":["1",false]}\n',
    );
  });

  it.each([
    { element: { a: [() => 1] }, message: /"a\[0\]" of an element is a function, which JSON can't hold\./ },
    { element: { a: [undefined] }, message: /"a\[0\]" of an element is undefined/ },
    { element: { b: { c: /x/ } }, message: /"b\.c" of an element is of class RegExp/ },
    { element: { b: new Date(Number.NaN) }, message: /"b" of an element is an invalid Date/ },
    { element: Symbol("s"), message: /An element is a symbol/ },
  ])("refuses what JSON can't hold: $message", async ({ element, message }) => {
    const folder = await newFolder();
    const p = Pipeline.create({ runner: "direct", quiet: true });
    p.create([element]).apply(writeJsonLines(`${folder}/out`));
    await expect(p.run()).rejects.toSatisfy(causeWithCode("PURLIN_JSON_VALUE", message));
  });
});
