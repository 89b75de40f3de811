// Sums the scores of each user of a game, over all plays. Plays that can't be read are written to a file of their own.
import { definePipeline, option, schema } from "purlin";
import { readCsv } from "purlin/io/csv";
import { writeText } from "purlin/io/text";
import { sum } from "purlin/transforms";

const play = schema.struct({ user: schema.string(), score: schema.int32() });

export default definePipeline(
  (p, { input, output }) => {
    const { output: plays, errors } = p.apply(readCsv(input, { schema: play, onBadRow: "deadLetter" }));
    plays
      .keyBy("ByUser", ({ user }) => user)
      .mapValues("Scores", ({ score }) => score)
      .combinePerKey(sum())
      .map("Format", ([user, score]) => `${user}: ${score}`)
      .apply(writeText(output));
    errors.map("Tell", ({ line, text }) => `line ${line}: ${text}`).apply("WriteBad", writeText(`${output}-bad`));
  },
  {
    options: {
      input: option.string({ default: "examples/data/plays.csv", help: "CSV files with the columns user and score" }),
      output: option.string({ default: "out/user-score", help: "how the names of the output files begin" }),
    },
  },
);
