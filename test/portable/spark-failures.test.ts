import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { startSparkJobServer } from "../../runners/spark/job-server.ts";
import { tellOf } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { failureSuite } from "./failure-suite.ts";

describeWithTools("on the Spark inside its job server, a program", [tools.java, tools.maven], () => {
  failureSuite("spark", () => startSparkJobServer("embedded", tellOf("spark")));
});
