// Finds the highest temperature of each month.
import { definePipeline, option, schema } from "purlin";
import { readCsv } from "purlin/io/csv";
import { writeText } from "purlin/io/text";
import { max } from "purlin/transforms";

const reading = schema.struct({ day: schema.string(), high: schema.double() });

export default definePipeline(
  (p, { input, output }) => {
    p.apply(readCsv(input, { schema: reading }))
      .keyBy("ByMonth", ({ day }) => day.slice(0, "2025-01".length))
      .mapValues(({ high }) => high)
      .combinePerKey(max())
      .map("Format", ([month, high]) => `${month}: ${high}`)
      .apply(writeText(output));
  },
  {
    options: {
      input: option.string({ default: "examples/data/weather.csv", help: "CSV files with the columns day and high" }),
      output: option.string({ default: "out/max-per-key", help: "how the names of the output files begin" }),
    },
  },
);
