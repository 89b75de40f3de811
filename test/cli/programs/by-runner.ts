// Comes to another result the second time that it runs in one process, and to one that depends on the clock if told to.
import { doFn, output } from "../../../sdk/dofn/do-fn.ts";
import { Pipeline } from "../../../sdk/pipeline/pipeline.ts";
import { seconds } from "../../../sdk/values/duration.ts";
import { fixedWindows } from "../../../sdk/windowing/fixed-windows.ts";

const isClocked = process.argv.includes("--clock");
let calls = 0;
const split = doFn<string, string>()({
  outputs: { lengths: output<number>() },
  process(word, { emit, emitTo }) {
    emit(word);
    emitTo("lengths", word.length);
  },
});
const p = Pipeline.create();
console.log("the program's own line");
const { output: words, lengths } = p.create(["to", "be", "or", "not", "to", "be"]).parDo("Split", split);
words
  .withTimestamps("Times", (word) => word.length * 1_000)
  .window(fixedWindows(seconds(2)))
  .map("Twice", (word) => word + word);
lengths.map("Number", () => (isClocked ? performance.timeOrigin : ++calls));
await p.run();
