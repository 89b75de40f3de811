import { startFlinkJobServer } from "../../runners/flink/job-server.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { refusedWindows } from "./refused-windows.ts";
import { runSuite } from "./run-suite.ts";

describeWithTools("on the Flink inside its job server", [tools.java, tools.maven], () => {
  const jobEndpoint = useJobServer(() => startFlinkJobServer("embedded", tellOf("flink")));
  runSuite({
    runner: "flink",
    options: () => ({ jobEndpoint: jobEndpoint(), engineOptions: { flink: { parallelism: 2 } } }),
    timeoutMillis: 300_000,
    skip: [
      refusedWindows,
      {
        reason: "Flink's batch runner gives the groups of bounded input no pane",
        tests: ["the only pane of a group is on time, and the first and last"],
      },
    ],
  });
});
