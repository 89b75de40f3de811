import { parseOptions, Pipeline } from "../../../sdk/index.ts";

const p = Pipeline.create(parseOptions({}));
p.create([1]).map("Grow", () => {
  const kept: number[][] = [];
  for (;;) kept.push(new Array<number>(100_000).fill(kept.length));
});
await p.run();
