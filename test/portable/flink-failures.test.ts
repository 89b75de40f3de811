import { startFlinkJobServer } from "../../runners/flink/job-server.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { tellOf } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { failureSuite } from "./failure-suite.ts";

describeWithTools("on the Flink inside its job server, a program", [tools.java, tools.maven], () => {
  failureSuite("flink", () => startFlinkJobServer("embedded", tellOf("flink")));
});
