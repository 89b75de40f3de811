import { parseOptions, Pipeline } from "../../../sdk/index.ts";

const p = Pipeline.create(parseOptions({}));
p.create(["one"]).map("Say", (word) => {
  console.warn("a word of the worker: %s", word);
  return word;
});
await p.run();
