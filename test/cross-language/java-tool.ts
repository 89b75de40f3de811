import { tmpdir } from "node:os";
import { flinkVersions } from "../../runners/flink/versions.ts";
import { java17Args } from "../../runners/portable/job-server/java-server.ts";
import { mavenClasspath, type MavenProject } from "../../runners/portable/job-server/maven-classpath.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { freePort, startServer, type ServerProcess } from "../../runners/portable/job-server/server-process.ts";
import { tellOf } from "../services/job-server.ts";

const { beam } = flinkVersions;

/** Beam's Java SDK: its expansion service, and the worker that runs its transforms. */
const project: MavenProject = {
  name: `java-expansion-service-${beam}`,
  dependencies: [
    `org.apache.beam:beam-sdks-java-expansion-service:${beam}`,
    `org.apache.beam:beam-sdks-java-harness:${beam}`,
    // Released jars hold it under another name; in Maven's thin ones the worker needs it itself.
    "com.github.jbellis:jamm:0.4.0",
    "org.slf4j:slf4j-jdk14:1.7.30",
  ],
};

/** Starts Java's expansion service, with a pool of workers that run its transforms in the same process. */
export async function startJavaExpansionService(): Promise<ServerProcess> {
  const classpath = await mavenClasspath(project, tellOf("java"));
  const port = await freePort();
  return startServer({
    name: "java-expansion",
    tool: tools.java,
    port,
    args: [
      "-Xmx512m",
      `-Djava.io.tmpdir=${tmpdir()}`,
      ...java17Args,
      "-cp",
      classpath,
      "org.apache.beam.sdk.expansion.service.ExpansionService",
      String(port),
      "--javaClassLookupAllowlistFile=*",
      "--alsoStartLoopbackWorker=true",
    ],
  });
}
