import { startJavaServer } from "../portable/job-server/java-server.ts";
import type { ServerProcess } from "../portable/job-server/server-process.ts";
import { checkCluster } from "./check-cluster.ts";
import { flinkJobServerProject } from "./versions.ts";

/**
 * Starts Beam's job server for Flink.
 *
 * @param master - `"embedded"` for a Flink inside the job server, or the `host:port` of a cluster's REST API
 * @param tell - is told how far it is
 * @throws JobServerError when it can't be started, or the cluster is none that it can use
 */
export async function startFlinkJobServer(master: string, tell: (text: string) => void): Promise<ServerProcess> {
  if (master !== "embedded") await checkCluster(master);
  return startJavaServer(
    {
      name: "flink",
      project: flinkJobServerProject,
      mainClass: "org.apache.beam.runners.flink.FlinkJobServerDriver",
      args: [`--flink-master=${master === "embedded" ? "[local]" : master}`],
    },
    tell,
  );
}
