import { existsSync } from "node:fs";
import { parseOptions, Pipeline } from "../../../sdk/index.ts";
import { sum } from "../../../transforms/index.ts";

const p = Pipeline.create(parseOptions({}));
p.create([1, 2, 3])
  .map("Look", (n, { metrics }) => {
    // The image of the tests holds Node and no shell.
    metrics.counter("inContainer").inc(existsSync("/bin/sh") ? 0 : 1);
    return n;
  })
  .combineGlobally(sum())
  .map("Sum", (total, { metrics }) => {
    metrics.counter("total").inc(total);
    return total;
  });
await p.run();
