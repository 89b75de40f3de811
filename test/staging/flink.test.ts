import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { startFlinkJobServer } from "../../runners/flink/job-server.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { environmentSuite } from "./engine-suite.ts";

describeWithTools("programs on the Flink inside its job server", [tools.java, tools.maven], () => {
  environmentSuite(
    "flink",
    useJobServer(() => startFlinkJobServer("embedded", tellOf("flink"))),
  );
});
