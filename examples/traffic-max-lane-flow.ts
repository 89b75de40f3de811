// Finds the lane of each station on a freeway that the most vehicles have passed at a time, over windows that slide.
//
//     node examples/traffic-max-lane-flow.ts --window=1h --every=15m
import { definePipeline, minutes, option, schema, slidingWindows } from "purlin";
import { readCsv } from "purlin/io/csv";
import { writeText } from "purlin/io/text";
import { max } from "purlin/transforms";

const reading = schema.struct({
  at: schema.instant(),
  station: schema.string(),
  lane1: schema.int32(),
  lane2: schema.int32(),
  lane3: schema.int32(),
});

export default definePipeline(
  (p, options) => {
    p.apply(readCsv(options.input, { schema: reading }))
      .withTimestamps(({ at }) => at)
      .window(slidingWindows(options.window, { period: options.every }))
      .flatMap("Lanes", ({ station, lane1, lane2, lane3, at }) =>
        [lane1, lane2, lane3].map((flow, i) => [station, { flow, lane: i + 1, at }]),
      )
      .combinePerKey(max((a, b) => a.flow - b.flow || b.at.getTime() - a.at.getTime() || b.lane - a.lane))
      .map("Format", ([station, most]) => `${station}: lane ${most?.lane}, ${most?.flow} at ${most?.at.toISOString()}`)
      .apply(writeText(options.output)); // a file for each window, named by it
  },
  {
    options: {
      input: option.string({ default: "examples/data/traffic.csv", help: "CSV files of at, station, lane1 to lane3" }),
      output: option.string({ default: "out/traffic-max-lane-flow", help: "how the names of the output files begin" }),
      window: option.duration({ default: minutes(60), help: "how long the windows are" }),
      every: option.duration({ default: minutes(15), help: "how far apart they begin" }),
    },
  },
);
