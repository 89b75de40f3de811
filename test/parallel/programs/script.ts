// A script: what comes before its run() happens in every thread, what comes after in none.
import { option, parseOptions, Pipeline } from "../../../sdk/index.ts";

const options = parseOptions({ word: option.string({ default: "none" }) });
console.log("begins");
if (import.meta.main) {
  const p = Pipeline.create(options);
  p.create([1, 2, 3]).map("Say", (n) => {
    if (n === 2) console.log(`says ${options.word}`);
    return n;
  });
  const { state } = await p.run();
  console.log(state);
}
