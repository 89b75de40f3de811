// Sums the scores of each team of a game, hour by hour, of the plays from `--from` until before `--until`.
//
//     node examples/hourly-team-score.ts --from=2026-11-21T19:00:00Z
import { definePipeline, fixedWindows, hours, option, schema } from "purlin";
import { readCsv } from "purlin/io/csv";
import { writeText } from "purlin/io/text";
import { sum } from "purlin/transforms";

const play = schema.struct({ team: schema.string(), score: schema.int32(), at: schema.instant() });

export default definePipeline(
  (p, options) => {
    const [from, until] = [new Date(options.from), new Date(options.until)];
    const { output: plays } = p.apply(readCsv(options.input, { schema: play, onBadRow: "deadLetter" }));
    plays
      .filter("WithinTime", ({ at }) => at >= from && at < until)
      .withTimestamps(({ at }) => at)
      .window(fixedWindows(options.window))
      .keyBy("ByTeam", ({ team }) => team)
      .mapValues("Scores", ({ score }) => score)
      .combinePerKey(sum())
      .map("Format", ([team, score]) => `${team}: ${score}`)
      .apply(writeText(options.output)); // a file for each window, named by it
  },
  {
    options: {
      input: option.string({ default: "examples/data/plays.csv", help: "CSV files with the columns team, score, at" }),
      output: option.string({ default: "out/hourly-team-score", help: "how the names of the output files begin" }),
      from: option.string({ default: "2026-01-01T00:00:00Z", help: "when the first plays to be counted were" }),
      until: option.string({ default: "2027-01-01T00:00:00Z", help: "before when the last ones were" }),
      window: option.duration({ default: hours(1), help: "how long the windows are" }),
    },
  },
);
