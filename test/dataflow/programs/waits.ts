import { definePipeline, option } from "../../../sdk/index.ts";

/** Waits for as long as it is told. */
export default definePipeline(
  (p, { seconds }) => {
    p.create([1]).map("Wait", async (n) => {
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
      return n;
    });
  },
  { options: { seconds: option.integer({ default: 600 }) } },
);
