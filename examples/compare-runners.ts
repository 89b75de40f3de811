// Runs the hourly scores on several runners, and shows whether all give the same, and how long each took.
//
//     node examples/compare-runners.ts --runners=direct,flink
//     node examples/compare-runners.ts --runners=direct,flink,dataflow --input=gs://BUCKET/plays.csv \
//       --output=gs://BUCKET/scores --tempLocation=gs://BUCKET/temp --project=PROJECT --region=REGION --sdkContainerImage=IMAGE
import { option, parseOptions } from "purlin";
import { compareRunners } from "purlin/testing";
import hourlyTeamScore from "./hourly-team-score.ts";

const { runners, ...options } = parseOptions({
  runners: option.string({ default: "direct", help: "the runners; the others are compared with the first" }),
  input: option.string({ default: "examples/data/plays.csv", help: "CSV files with the columns team, score, at" }),
  output: option.string({ default: "out/compare-runners", help: "how the names of the output files begin" }),
});

const comparison = await compareRunners(hourlyTeamScore, { runners: runners.split(","), options });
console.log(String(comparison));
process.exitCode = comparison.isEqual ? 0 : 1;
