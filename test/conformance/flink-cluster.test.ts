import { afterAll } from "vitest";
import { startFlinkJobServer } from "../../runners/flink/job-server.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { startFlinkCluster, type FlinkCluster } from "../services/flink-cluster.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import { refusedWindows } from "./refused-windows.ts";
import { runSuite } from "./run-suite.ts";

const parallelism = 2;

describeWithTools("on a JobManager and a TaskManager of Flink", [tools.java, tools.maven], () => {
  const tell = tellOf("flink cluster");
  let cluster: FlinkCluster | undefined;
  const jobEndpoint = useJobServer(async () => {
    cluster = await startFlinkCluster(2 * parallelism, tell);
    return startFlinkJobServer(cluster.master, tell);
  });
  afterAll(async () => {
    await cluster?.stop();
  });
  runSuite({
    runner: "flink",
    casesPerJob: 20,
    options: () => ({ jobEndpoint: jobEndpoint(), engineOptions: { flink: { parallelism } } }),
    timeoutMillis: 600_000,
    skip: [
      refusedWindows,
      {
        reason: "Flink's batch runner gives the groups of bounded input no pane",
        tests: ["the only pane of a group is on time, and the first and last"],
      },
    ],
  });
});
