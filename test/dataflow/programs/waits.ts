import { definePipeline, option } from "../../../sdk/index.ts";

/** Groups by a step of that name, and then waits for as long as it is told. */
export default definePipeline(
  (p, { group, seconds }) => {
    p.create([1, 2, 3])
      .keyBy((n) => n % 2)
      .groupByKey(group)
      .map("Wait", async ([key], { metrics }) => {
        metrics.counter("groups").inc();
        await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
        return key;
      });
  },
  { options: { group: option.string({ default: "ByParity" }), seconds: option.integer({ default: 600 }) } },
);
