import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { startPrism } from "../../runners/prism/job-server.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { environmentSuite } from "./engine-suite.ts";

const builder = process.env.PURLIN_PRISM === undefined ? [tools.go] : [];

describeWithTools("programs on Prism", builder, () => {
  environmentSuite(
    "prism",
    useJobServer(() => startPrism(tellOf("prism"))),
  );
});
