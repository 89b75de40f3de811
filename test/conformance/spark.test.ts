import { startSparkJobServer } from "../../runners/spark/job-server.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { refusedWindows } from "./refused-windows.ts";
import { runSuite } from "./run-suite.ts";

describeWithTools("on the Spark inside its job server", [tools.java, tools.maven], () => {
  const jobEndpoint = useJobServer(() => startSparkJobServer("embedded", tellOf("spark")));
  runSuite({
    runner: "spark",
    options: () => ({ jobEndpoint: jobEndpoint() }),
    timeoutMillis: 300_000,
    skip: [refusedWindows],
  });
});
