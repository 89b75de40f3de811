import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { startPrism } from "../../runners/prism/job-server.ts";
import { tellOf } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { failureSuite } from "./failure-suite.ts";

const builder = process.env.PURLIN_PRISM === undefined ? [tools.go] : [];

describeWithTools("on Prism, a program", builder, () => {
  failureSuite("prism", () => startPrism(tellOf("prism")));
});
