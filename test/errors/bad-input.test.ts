import { describe, it } from "vitest";
import { expectNoUnhandledRejection } from "../conformance/unhandled.ts";
import { expectFailure } from "./bad-program.ts";
import { hostilePrograms } from "./hostile-programs.ts";
import { wrongGraphs, wrongOwnWindows, wrongWindows } from "./wrong-graphs.ts";
import { wrongResults } from "./wrong-results.ts";
import { strictlyWrong, wrongKeys } from "./wrong-shapes.ts";

describe.each([
  { what: "a function that returns what its step can't use", programs: wrongResults },
  { what: "keys that can't be compared", programs: wrongKeys },
  { what: "elements that are wrong in strict mode", programs: strictlyWrong },
  { what: "windows that are none", programs: [...wrongWindows, ...wrongOwnWindows] },
  { what: "parts that don't fit together", programs: wrongGraphs },
  { what: "a failure that is hard to tell of", programs: hostilePrograms },
])("on the DirectRunner, a program with $what", ({ programs }) => {
  expectNoUnhandledRejection();
  it.each(programs)("is told of $name", { timeout: 5_000 }, (program) => expectFailure(program, { runner: "direct" }));
});
