import { startPrism } from "../../runners/prism/job-server.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { itAgreesOnExamples } from "./compare-example.ts";

const builder = process.env.PURLIN_PRISM === undefined ? [tools.go] : [];

describeWithTools("the examples on Prism", builder, () => {
  const jobEndpoint = useJobServer(() => startPrism(tellOf("prism")));
  itAgreesOnExamples("prism", { options: () => ({ jobEndpoint: jobEndpoint() }) });
});
