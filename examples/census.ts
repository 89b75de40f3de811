// Sums up the censuses of the US by region and division: a report of several aggregates of CSV rows, written as CSV.
import { definePipeline, option, schema } from "purlin";
import { readCsv, writeCsv } from "purlin/io/csv";
import { addFields, count, groupBy, ofField, sum } from "purlin/transforms";

const state = schema.struct({
  state: schema.string(),
  region: schema.string(),
  division: schema.string(),
  population2010: schema.int64(),
  population2020: schema.int64(),
});

export default definePipeline(
  (p, { input, output }) => {
    p.apply(readCsv(input, { schema: state }))
      .apply(
        groupBy("region", "division").aggregate({
          states: count(),
          population2010: ofField("population2010", sum()),
          population2020: ofField("population2020", sum()),
        }),
      )
      .apply(
        addFields(
          { growth: (row) => `${(100 * (row.population2020 / row.population2010 - 1)).toFixed(1)} %` },
          { growth: schema.string() },
        ),
      )
      .apply(writeCsv(output));
  },
  {
    options: {
      input: option.string({ default: "examples/data/census.csv", help: "CSV files of states" }),
      output: option.string({ default: "out/census", help: "how the names of the output files begin" }),
    },
  },
);
