// Finds the longest bouts of editing an encyclopedia, month by month: the sessions of a user's edits, with no pause of an
// hour between them, that have the most edits.
import { calendarMonths, definePipeline, hours, intervalOf, option, schema, sessions } from "purlin";
import { readJsonLines } from "purlin/io/json";
import { writeText } from "purlin/io/text";
import { countPerElement, natural, top } from "purlin/transforms";

const edit = schema.struct({ user: schema.string(), at: schema.instant() });

export default definePipeline(
  (p, options) => {
    p.apply(readJsonLines(options.input, { schema: edit }))
      .withTimestamps(({ at }) => at)
      .window("Sessions", sessions(options.pause))
      .map("Users", ({ user }) => user)
      .apply(countPerElement())
      .map("WithSession", ([user, edits], { window }) => ({
        user,
        edits,
        begin: new Date(intervalOf(window).start).toISOString(),
      }))
      .window("Months", calendarMonths(1))
      .combineGlobally(
        top(options.top, (a, b) => a.edits - b.edits || natural(b.begin, a.begin)),
        { emptyDefault: false },
      )
      .flatMap("Format", (longest) => longest.map(({ user, edits, begin }) => `${user}: ${edits} edits from ${begin}`))
      .apply(writeText(options.output));
  },
  {
    options: {
      input: option.string({ default: "examples/data/edits.jsonl", help: "JSON lines with the fields user and at" }),
      output: option.string({ default: "out/top-sessions", help: "how the names of the output files begin" }),
      pause: option.duration({ default: hours(1), help: "how long a user pauses between sessions" }),
      top: option.integer({ default: 1, min: 1, help: "how many sessions to give of each month" }),
    },
  },
);
