// The same programs where a worker runs them, and an engine tells of what has failed.
import { describe, it } from "vitest";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { startPrism } from "../../runners/prism/job-server.ts";
import { expectNoUnhandledRejection } from "../conformance/unhandled.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { expectFailure, type BadProgram } from "./bad-program.ts";
import { hostilePrograms } from "./hostile-programs.ts";
import { wrongGraphs, wrongWindows } from "./wrong-graphs.ts";
import { wrongResults } from "./wrong-results.ts";
import { wrongKeys, wrongShapes } from "./wrong-shapes.ts";

/** Whether it fails before all is written: an engine's job has ended well when its workers tear their steps down. */
const isInTime = ({ written }: BadProgram): boolean => written === undefined;

const builder = process.env.PURLIN_PRISM === undefined ? [tools.go] : [];

describeWithTools("on Prism", builder, () => {
  const jobEndpoint = useJobServer(() => startPrism(tellOf("prism")));
  describe.each([
    { what: "a function that returns what its step can't use", programs: wrongResults },
    { what: "keys that can't be compared", programs: wrongKeys },
    { what: "elements that can't be encoded", programs: wrongShapes },
    { what: "windows that are none", programs: wrongWindows },
    { what: "parts that don't fit together", programs: wrongGraphs },
    { what: "a failure that is hard to tell of", programs: hostilePrograms.filter(isInTime) },
  ])("a program with $what", ({ programs }) => {
    expectNoUnhandledRejection();
    it.each(programs)("is told of $name", { timeout: 20_000 }, (program) =>
      expectFailure({ ...program, ...program.onWorker }, { runner: "prism", jobEndpoint: jobEndpoint() }),
    );
  });
});
