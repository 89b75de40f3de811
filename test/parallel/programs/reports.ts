// Says what threads have seen: options, values, metrics and what they print.
import { threadId } from "node:worker_threads";
import { definePipeline, option } from "../../../sdk/index.ts";

export default definePipeline(
  async (p, { factor }) => {
    const drawn = await p.value("drawn", () => Math.random());
    const values = p.create([1, 2, 3, 4, 5, 6]).reshuffle();
    values.map("Count", (n, { metrics }) => {
      metrics.counter("seen").inc();
      metrics.distribution("sizes").update(n);
      metrics.stringSet("places").add(threadId === 0 ? "main" : "thread");
      metrics.stringSet("folders").add(process.env.NODE_COMPILE_CACHE ?? "none");
      metrics.stringSet("drawn").add(String(drawn));
      metrics.stringSet("products").add(String(n * factor));
      return n;
    });
  },
  { options: { factor: option.integer({ required: true }) } },
);
