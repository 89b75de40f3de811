import type { Skip } from "./run-suite.ts";

/** What engines other than the DirectRunner can't do with windows: they are refused before anything is submitted. */
export const refusedWindows: Skip = {
  reason: "engines know no windows but intervals, and merge none but sessions",
  tests: [
    "windows of the user's own group by what they hold",
    "windows of the user's own are merged by the user's function",
  ],
};
