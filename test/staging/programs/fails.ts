import { definePipeline, option } from "../../../sdk/index.ts";

export default definePipeline(
  (p, { count }) => {
    p.create([count]).map("Print", (n) => {
      console.log(`count ${String(n)}`);
      if (n < 0) throw new RangeError("below 0");
      return n;
    });
  },
  { options: { count: option.integer({ required: true }) } },
);
