import { readText, writeText } from "../../../io/text/index.ts";
import { definePipeline, option } from "../../../sdk/index.ts";
import { countPerElement } from "../../../transforms/index.ts";

/** Counts the words of files, and fails unless workers of another process do it. */
export default definePipeline(
  async (p, { input, output }) => {
    const submitter = await p.value("submitter", () => process.pid);
    p.apply(readText(input))
      .flatMap("Words", (line) => {
        if (submitter === process.pid) throw new Error("a worker is no process of its own");
        return line.split(" ");
      })
      .apply(countPerElement())
      .map("Format", ([word, count]) => `${word}: ${String(count)}`)
      .apply(writeText(output));
  },
  { options: { input: option.string({ required: true }), output: option.string({ required: true }) } },
);
