import { fixedWindows, kvCoder, minutes, Pipeline, stringUtf8Coder, varintCoder } from "../../../../sdk/index.ts";
import { sum } from "../../../../transforms/index.ts";
import { readMessages } from "../read-messages.ts";

const p = Pipeline.create();
readMessages(p, "Orders")
  .window(fixedWindows(minutes(1)))
  .keyBy("ByCustomer", (line) => Number(line.slice(0, 3)))
  .withCoder(kvCoder(varintCoder, stringUtf8Coder))
  .mapValues("Price", (line) => line.length)
  .combinePerKey("Spent", sum());
await p.run();
