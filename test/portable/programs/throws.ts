import { parseOptions, Pipeline } from "../../../sdk/index.ts";

const p = Pipeline.create(parseOptions({}));
p.create([1, 2]).map("Parse", (n) => {
  if (n === 2) throw new TypeError("two is bad");
  return n;
});
await p.run();
