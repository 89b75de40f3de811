import { startPrism } from "../../runners/prism/job-server.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { refusedWindows } from "./refused-windows.ts";
import { runSuite } from "./run-suite.ts";

const builder = process.env.PURLIN_PRISM === undefined ? [tools.go] : [];

describeWithTools("on Prism", builder, () => {
  const jobEndpoint = useJobServer(() => startPrism(tellOf("prism")));
  runSuite({
    runner: "prism",
    options: () => ({ jobEndpoint: jobEndpoint() }),
    timeoutMillis: 60_000,
    skip: [
      refusedWindows,
      {
        reason: "Prism merges sessions of which one begins where the other ends",
        tests: ["an element that comes exactly the gap after another one begins a session"],
      },
      {
        reason: "Prism drops elements behind the watermark as late, also those of bounded input",
        tests: ["an element that is moved back in time is grouped with the others of its new window"],
      },
    ],
  });
});
