import { definePipeline, option } from "../../../sdk/index.ts";
import { suffix } from "./suffix.ts";

const times = await Promise.resolve(2);

/** A definition with all that must survive a journey: options, a value, a captured variable, another module. */
export default definePipeline(
  async (p, { word }) => {
    const cutoff = await p.value("cutoff", () => ({ at: new Date(), random: Math.random() }));
    p.create([word])
      .reshuffle()
      .map("Shout", (text) => `${text.toUpperCase()}${suffix.repeat(times)} ${String(cutoff.random)}`)
      .reshuffle("Out");
  },
  { options: { word: option.string({ default: "hello" }) } },
);
