import { definePipeline, fixedWindows, hours, option } from "../../../sdk/index.ts";
import { countPerElement } from "../../../transforms/index.ts";

const hour = 3_600_000;

/** Has outputs of several kinds; with `clock`, one that is never the same. */
export default definePipeline(
  (p, { clock }) => {
    const numbers = p.create([0, 1, 2, 3, 4]).withTimestamps((n) => n * (hour / 2));
    numbers
      .window(fixedWindows(hours(1)))
      .map((n) => (n < 3 ? "low" : "high"))
      .apply("Hourly", countPerElement());
    numbers.filter((n) => n % 2 === 1).map("Odd", (n) => (clock ? process.pid + n : n));
    numbers.map("Dates", (n) => ({ at: new Date(n * hour), big: 2n ** 70n, of: new Map([["n", n]]) }));
  },
  { options: { clock: option.boolean({ default: false }) } },
);
