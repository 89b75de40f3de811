import { fixedWindows, minutes, Pipeline } from "../../../../sdk/index.ts";
import { sum } from "../../../../transforms/index.ts";
import { readMessages } from "../read-messages.ts";

const p = Pipeline.create();
readMessages(p, "ReadOrders")
  .window(fixedWindows(minutes(1)))
  .keyBy("ByCustomer", (line) => line.slice(0, 3))
  .mapValues("Price", (line) => line.length)
  .combinePerKey("Spent", sum());
await p.run();
