import { fixedWindows, minutes, Pipeline } from "../../../../sdk/index.ts";
import { sum } from "../../../../transforms/index.ts";
import { readMessages } from "../read-messages.ts";

const p = Pipeline.create();
readMessages(p, "ReadOrders")
  .window(fixedWindows(minutes(5)))
  .keyBy("ByCustomer", (line) => line.slice(0, 3))
  .mapValues("Price", (line) => line.length)
  .filter("Large", ([, price]) => price > 10)
  .combinePerKey("Spent", sum());
await p.run();
