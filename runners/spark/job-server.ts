import { startJavaServer } from "../portable/job-server/java-server.ts";
import type { ServerProcess } from "../portable/job-server/server-process.ts";
import { sparkJobServerProject } from "./versions.ts";

/**
 * Starts Beam's job server for Spark.
 *
 * @param master - `"embedded"` for a Spark inside the job server, or a master's URL
 * @param tell - is told how far it is
 */
export function startSparkJobServer(master: string, tell: (text: string) => void): Promise<ServerProcess> {
  return startJavaServer(
    {
      name: "spark",
      project: sparkJobServerProject,
      mainClass: "org.apache.beam.runners.spark.SparkJobServerDriver",
      args: [`--spark-master-url=${master === "embedded" ? "local[2]" : master}`],
      jvmArgs: ["-Dspark.ui.enabled=false", "-Dspark.driver.bindAddress=127.0.0.1", "-Dspark.driver.host=127.0.0.1"],
    },
    tell,
  );
}
