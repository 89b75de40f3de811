// Reads CSV, JSON lines and text, with rows that can't be read, and writes each as another format.
import { z } from "zod";
import { readCsv, writeCsv } from "../../../io/csv/index.ts";
import { readJsonLines, writeJsonLines } from "../../../io/json/index.ts";
import { readText, writeText } from "../../../io/text/index.ts";
import { definePipeline, fixedWindows, hours, option, schema } from "../../../sdk/index.ts";

const order = schema.struct({
  id: schema.int64(),
  price: schema.double(),
  isPaid: schema.boolean(),
  note: schema.nullable(schema.string()),
  at: schema.optional(schema.instant()),
});
const customer = z.object({ id: z.int(), name: z.string().min(2), score: z.number().nullable() });

export default definePipeline(
  (p, { input, output, strictly }) => {
    if (strictly) {
      p.apply("Strictly", readCsv(`${input}/orders-*.csv`, { schema: order }));
      return;
    }
    const orders = p.apply("Orders", readCsv(`${input}/orders-*.csv`, { schema: order, onBadRow: "deadLetter" }));
    orders.output.apply("WriteOrders", writeJsonLines(`${output}/orders`));
    orders.errors.apply("WriteBadOrders", writeJsonLines(`${output}/bad-orders`));

    const customers = p.apply(
      "Customers",
      readJsonLines(`${input}/customers.jsonl.gz`, { schema: customer, onBadRow: "deadLetter" }),
    );
    customers.output.apply("WriteCustomers", writeCsv(`${output}/customers`, { shards: 1 }));
    customers.errors.apply(
      "WriteBadCustomers",
      writeCsv(`${output}/bad-customers`, { columns: ["line", "field", "reason"], shards: 1 }),
    );

    p.apply("Events", readText(`${input}/events.txt`))
      .withTimestamps((line) => new Date(line.slice(0, 20)))
      .window(fixedWindows(hours(1)))
      .apply("WriteEvents", writeText(`${output}/events`, { suffix: ".txt.gz" }));
  },
  {
    options: {
      input: option.string({ help: "the folder to read" }),
      output: option.string({ help: "the folder to write" }),
      strictly: option.boolean({ default: false, help: "whether bad rows fail the pipeline" }),
    },
  },
);
