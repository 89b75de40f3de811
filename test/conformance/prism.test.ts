import { startPrism } from "../../runners/prism/job-server.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { prismSkips } from "./prism-skips.ts";
import { runSuite } from "./run-suite.ts";

const builder = process.env.PURLIN_PRISM === undefined ? [tools.go] : [];

describeWithTools("on Prism", builder, () => {
  const jobEndpoint = useJobServer(() => startPrism(tellOf("prism")));
  runSuite({
    runner: "prism",
    options: () => ({ jobEndpoint: jobEndpoint() }),
    timeoutMillis: 60_000,
    skip: prismSkips,
  });
});
