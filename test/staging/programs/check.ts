import { definePipeline, option } from "../../../sdk/index.ts";
import { countPerElement } from "../../../transforms/index.ts";
import { suffix } from "./suffix.ts";

/** Fails unless its functions, their variables and their value arrive in another process as they were. */
export default definePipeline(
  async (p, { words, submitter }) => {
    const token = await p.value("token", () => new Map([["pid", process.pid]]));
    p.create(words)
      .map("Shout", (word) => word + suffix)
      .apply(countPerElement())
      .map("Check", ([word, count]) => {
        if (!["a!", "b!"].includes(word) || count !== (word === "a!" ? 2 : 1))
          throw new Error(`${word} ${String(count)}`);
        if (token.get("pid") === process.pid) throw new Error("a worker is no process of its own");
        if (submitter !== "unset") throw new RangeError(`asked to fail by ${submitter}`);
        return word;
      });
  },
  {
    options: {
      words: option.list({ default: ["a", "b", "a"] }),
      submitter: option.string({ default: "unset" }),
    },
  },
);
