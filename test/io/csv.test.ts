import { readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { z } from "zod";
import { describe, expect, it } from "vitest";
import { readCsv, writeCsv, type BadRow, type ReadCsvOptions } from "../../io/csv/index.ts";
import { Pipeline, schema, schemaOf, type PCollection, type RootTransform } from "../../sdk/index.ts";
import { causeWithCode } from "./cause-with-code.ts";
import { tempFolders } from "./temp-folder.ts";

const newFolder = tempFolders();

const order = schema.struct({
  id: schema.int64(),
  price: schema.double(),
  isPaid: schema.boolean(),
  note: schema.nullable(schema.string()),
  at: schema.optional(schema.instant()),
});

/** Runs a pipeline that reads, and returns the rows, and the bad ones where they are wanted. */
async function read(patterns: string, options: ReadCsvOptions): Promise<{ rows: unknown[]; bad: BadRow[] }> {
  const p = Pipeline.create({ runner: "direct", quiet: true });
  const [rows, bad]: [unknown[], BadRow[]] = [[], []];
  const made = p.apply(readCsv(patterns, options) as RootTransform<object>);
  if (!("errors" in made)) (made as PCollection<object>).map((row) => rows.push(row));
  else {
    const both = made as unknown as { output: PCollection<object>; errors: PCollection<BadRow> };
    both.output.map((row) => rows.push(row));
    both.errors.map("Bad", (row) => bad.push(row));
  }
  await p.run();
  return { rows, bad };
}

async function readText(text: string | Uint8Array, options: ReadCsvOptions = {}) {
  const path = `${await newFolder()}/a.csv`;
  await writeFile(path, text);
  return { path, ...(await read(path, options)) };
}

describe("readCsv", () => {
  it("gives rows of the schema's types, whatever the order of the columns", async () => {
    const text =
      'at,note,isPaid,price,id,more\r\n2026-01-31T12:00:00Z,"a, b",true,2.5,7,x\r\n,"",FALSE,1e3,-8,\r\n,,true,0,9,\r\n';
    expect((await readText(text, { schema: order })).rows).toEqual([
      { id: 7, price: 2.5, isPaid: true, note: "a, b", at: new Date("2026-01-31T12:00:00Z") },
      { id: -8, price: 1000, isPaid: false, note: "" },
      { id: 9, price: 0, isPaid: true, note: null },
    ]);
  });

  it("gives strings without a schema", async () => {
    const { rows } = await readText('\ufeffid;"the name"\n1;a\n\n2;\n', { delimiter: ";" });
    expect(rows).toEqual([
      { id: "1", "the name": "a" },
      { id: "2", "the name": "" },
    ]);
  });

  it.each<{ name: string; options: ReadCsvOptions; rows: unknown[] }>([
    {
      name: "named ones, where there is no header",
      options: { header: false, columns: ["a", "b"] },
      rows: [
        { a: "x", b: "y" },
        { a: "1", b: "2" },
      ],
    },
    { name: "named ones in the place of the header's", options: { columns: ["a", "b"] }, rows: [{ a: "1", b: "2" }] },
    { name: "those of the header", options: {}, rows: [{ x: "1", y: "2" }] },
    {
      name: "those of the schema, where there is no header",
      options: { header: false, schema: schema.struct({ b: schema.string(), a: schema.string() }) },
      rows: [
        { b: "x", a: "y" },
        { b: "1", a: "2" },
      ],
    },
  ])("takes as columns $name", async ({ options, rows }) => {
    expect((await readText("x,y\n1,2", options)).rows).toEqual(rows);
  });

  it("tells of each bad row with its place, its text and the reason, and reads on", async () => {
    const text = [
      "id,price,isPaid,note",
      "1,2.5,true,ok",
      "2,cheap,true,",
      '3,1,true,"two',
      'lines"',
      "4,1,true",
      '5,1,true,"a"b',
      "9007199254740993,1,true,",
      ',1,true,"x\r',
      'y"\r',
      '6,1,true,"never closed',
      "7,3,false,ok",
    ].join("\n");
    const { path, rows, bad } = await readText(text, { schema: order, onBadRow: "deadLetter" });
    expect(rows).toEqual([
      { id: 1, price: 2.5, isPaid: true, note: "ok" },
      { id: 3, price: 1, isPaid: true, note: "two\nlines" },
      { id: 7, price: 3, isPaid: false, note: "ok" },
    ]);
    expect(bad).toEqual([
      { path, line: 3, text: "2,cheap,true,", field: "price", reason: 'wanted a number; got "cheap"' },
      { path, line: 6, text: "4,1,true", field: null, reason: "it has 3 fields, and there are 4 columns" },
      { path, line: 7, text: '5,1,true,"a"b', field: null, reason: "text follows the end of a quoted field" },
      {
        path,
        line: 8,
        text: "9007199254740993,1,true,",
        field: "id",
        reason: 'wanted a whole number; got "9007199254740993"',
      },
      { path, line: 9, text: ',1,true,"x\r\ny"', field: "id", reason: "wanted a whole number; got nothing" },
      { path, line: 11, text: '6,1,true,"never closed', field: null, reason: "a quoted field has no end" },
    ]);
  });

  it("doesn't take the rest of a file for a field whose quote is never closed", async () => {
    const rest = Array.from({ length: 200 }, (_, i) => `${i},some text`).join("\n");
    const { rows, bad } = await readText(`id,note\n-1,"oops\n${rest}\n`, {
      maxRecordLength: 300,
      onBadRow: "deadLetter",
    });
    expect(rows).toHaveLength(200);
    expect(bad).toMatchObject([
      { line: 2, text: '-1,"oops', reason: "a quoted field has no end within 300 characters" },
    ]);
  });

  it("fails at a bad row, unless they are wanted", async () => {
    await expect(readText("id,price,isPaid,note\n1,cheap,true,\n", { schema: order })).rejects.toSatisfy(
      causeWithCode(
        "PURLIN_BAD_ROW",
        /a\.csv" has a row that can't be read: price: wanted a number; got "cheap"\.\n {2}at .*a\.csv:2\n {2}field {9}price\n {2}text {10}1,cheap,true,\n/,
      ),
    );
  });

  it.each([
    { text: "id,isPaid,note\n1,true,\n", problem: 'there is no "price"' },
    { text: "id,id,price,isPaid\n", problem: '"id" is there twice' },
  ])("refuses a file whose columns don't fit: $problem", async ({ text, problem }) => {
    await expect(readText(text, { schema: order, onBadRow: "deadLetter" })).rejects.toSatisfy(
      causeWithCode("PURLIN_CSV_HEADER", new RegExp(problem)),
    );
  });

  it("gives nullable fields null where their column is missing", async () => {
    expect((await readText("isPaid,price,id\ntrue,1,2\n", { schema: order })).rows).toEqual([
      { id: 2, price: 1, isPaid: true, note: null },
    ]);
  });

  it("has each row validated and transformed by a library", async () => {
    const zodOrder = z.object({
      id: z.int().positive(),
      price: z.coerce.number(),
      at: z.date(),
      tags: z
        .string()
        .transform((tags) => tags.split("|"))
        .pipe(z.array(z.string())),
      note: z.string().optional(),
    });
    const text = "id,price,at,tags,note\n1,2.5,2026-01-01,a|b,\n-2,1,2026-01-01,,x\n3,1,soon,,\n";
    const { rows, bad } = await readText(text, { schema: zodOrder, onBadRow: "deadLetter" });
    expect(rows).toEqual([{ id: 1, price: 2.5, at: new Date("2026-01-01"), tags: ["a", "b"] }]);
    expect(bad).toMatchObject([
      { line: 3, field: "id", reason: "Too small: expected number to be >0" },
      { line: 4, field: "at", reason: "Invalid input: expected date, received string" },
    ]);
  });

  it("waits for a validation that is asynchronous", async () => {
    const checked = z.object({ id: z.int().refine(async (id) => (await Promise.resolve(id)) % 2 === 0, "it is odd") });
    const { rows, bad } = await readText("id\n1\n2\n3\n4\n", { schema: checked, onBadRow: "deadLetter" });
    expect(rows).toEqual([{ id: 2 }, { id: 4 }]);
    expect(bad.map(({ line, reason }) => [line, reason])).toEqual([
      [2, "it is odd"],
      [4, "it is odd"],
    ]);
    await expect(readText("id\n1\n", { schema: checked })).rejects.toSatisfy(
      causeWithCode("PURLIN_BAD_ROW", /id: it is odd\./),
    );
  });

  it("gives its rows the schema that they have", () => {
    const p = Pipeline.create();
    expect(schemaOf(p.apply(readCsv("a.csv", { schema: order })))).toBe(order);
    expect(schemaOf(p.apply("B", readCsv("a.csv", { schema: z.object({ at: z.date() }) })))?.fields).toMatchObject([
      { name: "at", type: { kind: "logical" } },
    ]);
    const unknown = z.object({ at: z.string().transform((text) => new URL(text)) });
    expect(schemaOf(p.apply("C", readCsv("a.csv", { schema: unknown })))).toBeUndefined();
  });

  it("reads compressed files", async () => {
    const folder = await newFolder();
    await writeFile(`${folder}/a.csv.gz`, gzipSync("id\n1\n"));
    await writeFile(`${folder}/b.csv`, "id\n2\n");
    expect((await read(`${folder}/*`, {})).rows).toEqual([{ id: "1" }, { id: "2" }]);
  });

  it("gives each row once, wherever a file without quoted line ends is cut", async () => {
    const folder = await newFolder();
    const rows = Array.from({ length: 30 }, (_, i) => ({ id: String(i), name: "n".repeat(i % 7) }));
    await writeFile(`${folder}/a.csv`, ["id,name", ...rows.map(({ id, name }) => `${id},"${name}"`)].join("\r\n"));
    for (const splitBytes of [1, 5, 40, 1000]) {
      const found = await read(`${folder}/a.csv`, { quotedNewlines: false, splitBytes });
      expect(found.rows.sort((a, b) => Number((a as { id: string }).id) - Number((b as { id: string }).id))).toEqual(
        rows,
      );
    }
  });

  it.each<{ options: ReadCsvOptions; message: string }>([
    { options: { delimiter: "::" }, message: 'readCsv: delimiter is one character, and no line end; got "::".' },
    { options: { quote: "," }, message: 'readCsv: delimiter and quote are both ",".' },
    { options: { header: false }, message: "readCsv: nothing says what the columns are." },
    {
      options: { schema: schema.struct({ tags: schema.array(schema.string()) }) },
      message: 'The field "tags" is no column of a CSV file: it is of type array.',
    },
    { options: { schema: {} as never }, message: "readCsv: schema is one of schema.struct({ ... })" },
    { options: { splitBytes: 0, quotedNewlines: false }, message: "readCsv: splitBytes is a whole number" },
  ])("refuses, at once, $message", ({ options, message }) => {
    expect(() => readCsv("a.csv", options)).toThrow(message);
  });
});

const anything = schema.struct({
  text: schema.string(),
  maybe: schema.nullable(schema.string()),
  left: schema.optional(schema.string()),
  whole: schema.int64(),
  wide: schema.int64({ as: "bigint" }),
  number: schema.double(),
  flag: schema.nullable(schema.boolean()),
  at: schema.nullable(schema.instant()),
  bytes: schema.bytes(),
});

// A lone surrogate is refused by writeText.
const text = fc.string({
  unit: fc.constantFrom("a", " ", ",", ";", '"', "\n", "\r", "é", "😀", "'", "\t"),
  maxLength: 8,
});
const row: fc.Arbitrary<schema.Infer<typeof anything>> = fc.record(
  {
    text,
    maybe: fc.option(text),
    left: text,
    whole: fc.maxSafeInteger(),
    wide: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    number: fc.double(),
    flag: fc.option(fc.boolean()),
    at: fc.option(fc.date({ noInvalidDate: true })),
    bytes: fc.uint8Array({ maxLength: 4 }),
  },
  { requiredKeys: ["text", "maybe", "whole", "wide", "number", "flag", "at", "bytes"] },
);

describe("writeCsv", () => {
  it("writes what readCsv reads as the same", async () => {
    const folder = await newFolder();
    const formats = fc.record({
      delimiter: fc.constantFrom(",", ";", "\t"),
      quote: fc.constantFrom('"', "'"),
    });
    const property = fc.asyncProperty(
      fc.array(row, { maxLength: 4 }),
      formats,
      fc.constantFrom<"\n" | "\r\n">("\n", "\r\n"),
      fc.boolean(),
      async (rows, format, lineEnding, header) => {
        const p = Pipeline.create({ runner: "direct", quiet: true });
        p.create(rows)
          .withSchema(anything)
          .apply(writeCsv(`${folder}/out`, { ...format, lineEnding, header, shards: 1 }));
        await p.run();
        const found = await read(`${folder}/out*`, { ...format, header, schema: anything });
        expect(found.rows).toEqual(rows);
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });

  it("writes a column alone, where a blank line would be no row", async () => {
    const folder = await newFolder();
    const single = schema.struct({ x: schema.nullable(schema.string()) });
    const p = Pipeline.create({ runner: "direct", quiet: true });
    p.create([{ x: null }, { x: "" }, { x: "a" }])
      .withSchema(single)
      .apply(writeCsv(`${folder}/x`, { shards: 1 }));
    await p.run();
    expect(await readFile(`${folder}/x-00000-of-00001.csv`, "utf8")).toBe('x\n\n""\na\n');
    expect((await read(`${folder}/x*`, { schema: single })).rows).toEqual([{ x: null }, { x: "" }, { x: "a" }]);
  });

  it("writes the columns that are named, in their order, into every file", async () => {
    const folder = await newFolder();
    const p = Pipeline.create({ runner: "direct", quiet: true });
    p.create([{ a: 1, b: "x,y", c: -0 }]).apply(
      writeCsv(`${folder}/x`, { columns: ["c", "b"], shards: 2, suffix: ".csv.gz" }),
    );
    await p.run();
    expect((await read(`${folder}/*.csv.gz`, {})).rows).toEqual([{ c: "-0", b: "x,y" }]);
  });

  it("refuses values without a text, and rows of which nothing is known", async () => {
    const p = Pipeline.create({ runner: "direct", quiet: true });
    expect(() => p.create("A", [{ a: 1 }]).apply(writeCsv("out/x"))).toThrow(
      "writeCsv: nothing says what the columns are.",
    );
    const folder = await newFolder();
    p.create("B", [{ a: [1] }]).apply(writeCsv(`${folder}/x`, { columns: ["a"] }));
    await expect(p.run()).rejects.toSatisfy(
      causeWithCode("PURLIN_CSV_COLUMN", /The column "a" of a row is of type Array, which has no text in CSV\./),
    );
  });
});
