import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeEach, expect, it } from "vitest";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { startPrism } from "../../runners/prism/job-server.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { causeWithCode } from "./cause-with-code.ts";
import convertRecords from "./programs/convert-records.ts";
import { tempFolders } from "./temp-folder.ts";

const program = join(import.meta.dirname, "programs/convert-records.ts");
const builder = process.env.PURLIN_PRISM === undefined ? [tools.go] : [];
const newFolder = tempFolders();

const files: Readonly<Record<string, string | Buffer>> = {
  "orders-1.csv": 'at,note,isPaid,price,id\r\n2026-01-31T12:00:00Z,"two\nlines",true,2.5,7\r\n,"",FALSE,1e3,-8\r\n',
  "orders-2.csv": "id,price,isPaid,note,at\n9,0,true,,\n10,cheap,true,,\n11,1,true\n",
  "customers.jsonl.gz": gzipSync(
    '{"id":1,"name":"ada","score":0.1}\n{"id":2,"name":"b","score":1}\n{"id":3,"name":"Zoë, of 🧵","score":null}\n{"id":\n',
  ),
  "events.txt": "2026-01-01T00:30:00Z a\n2026-01-01T01:00:00Z b\n2026-01-01T00:59:59Z c\n",
};

interface Folders {
  readonly input: string;
  readonly output: string;
}

let folders: Folders;
beforeEach(async () => {
  const folder = await newFolder();
  folders = { input: join(folder, "in"), output: join(folder, "out") };
  await mkdir(folders.input);
  for (const [name, contents] of Object.entries(files)) await writeFile(join(folders.input, name), contents);
});

/** Returns the lines of each output in order: how many files there are, and which has which, is the runner's. */
async function written({ output }: Folders): Promise<Record<string, string[]>> {
  const lines = new Map<string, string[]>();
  for (const name of await readdir(output)) {
    const bytes = await readFile(join(output, name));
    const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    const outputName = name.replace(/-\d{5}-of-\d{5}/, "");
    lines.set(outputName, [...(lines.get(outputName) ?? []), ...text.split("\n").slice(0, -1)].sort());
  }
  return Object.fromEntries(lines);
}

const badOrders = (folder: string) => [
  {
    path: `${folder}/orders-2.csv`,
    line: 3,
    text: "10,cheap,true,,",
    field: "price",
    reason: 'wanted a number; got "cheap"',
  },
  {
    path: `${folder}/orders-2.csv`,
    line: 4,
    text: "11,1,true",
    field: null,
    reason: "it has 3 fields, and there are 5 columns",
  },
];

async function expectRecords(): Promise<void> {
  const { "bad-customers.csv": badCustomers, ...others } = await written(folders);
  expect(others).toEqual({
    "orders.jsonl": [
      '{"id":-8,"price":1000,"isPaid":false,"note":""}',
      '{"id":7,"price":2.5,"isPaid":true,"note":"two\\nlines","at":"2026-01-31T12:00:00.000Z"}',
      '{"id":9,"price":0,"isPaid":true,"note":null}',
    ],
    "bad-orders.jsonl": badOrders(folders.input).map((row) => JSON.stringify(row)),
    "customers.csv": ["1,ada,0.1", '3,"Zoë, of 🧵",', "id,name,score"],
    "events-2026-01-01T00-00-00Z-2026-01-01T01-00-00Z.txt.gz": ["2026-01-01T00:30:00Z a", "2026-01-01T00:59:59Z c"],
    "events-2026-01-01T01-00-00Z-2026-01-01T02-00-00Z.txt.gz": ["2026-01-01T01:00:00Z b"],
  });
  expect(badCustomers).toEqual([
    expect.stringMatching(/^2,name,/),
    expect.stringMatching(/^4,,"?it is no JSON: /),
    "line,field,reason",
  ]);
}

describeWithTools("records on Prism", builder, () => {
  const jobEndpoint = useJobServer(() => startPrism(tellOf("prism")));

  it.each(["direct", "prism"])("are read, converted and written by functions of this process: %s", async (runner) => {
    const pipeline = await convertRecords.build({ ...folders, runner, jobEndpoint: jobEndpoint(), quiet: true });
    const { metrics } = await pipeline.run();
    await expectRecords();
    expect(metrics.counters({ name: "badRows" }).map(({ step, value }) => `${step}: ${String(value)}`)).toEqual(
      expect.arrayContaining(["Orders/Read: 2", "Customers/Read: 2"]),
    );
  });

  it("are read, converted and written by a worker of its own", async () => {
    const options = [`--input=${folders.input}`, `--output=${folders.output}`, `--jobEndpoint=${jobEndpoint()}`];
    await promisify(execFile)(process.execPath, [
      program,
      "--runner=prism",
      "--environment=process",
      "--quiet",
      ...options,
    ]);
    await expectRecords();
  });

  it("fail the job with the row that can't be read, where bad rows are not wanted", async () => {
    const options = { ...folders, strictly: true, runner: "prism", jobEndpoint: jobEndpoint(), quiet: true };
    const pipeline = await convertRecords.build(options);
    const reason =
      /orders-2\.csv" has a row that can't be read: price: wanted a number; got "cheap"[^]*orders-2\.csv:3/;
    await expect(pipeline.run()).rejects.toSatisfy(causeWithCode("PURLIN_BAD_ROW", reason));
  });
});
