import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { mavenClasspath, type MavenProject } from "./maven-classpath.ts";
import { tools } from "./run-tool.ts";
import { freePort, startServer, type ServerProcess } from "./server-process.ts";

/** A job server of Beam's Java SDK. */
export interface JavaServer {
  readonly name: string;
  readonly project: MavenProject;
  readonly mainClass: string;
  /** What its engine is told beside the ports: `["--flink-master=[local]"]`. */
  readonly args: readonly string[];
  /** Options of the Java virtual machine beside those that every engine needs. */
  readonly jvmArgs?: readonly string[];
}

/** Packages of Java's own that Flink and Spark reach into, which Java 17 forbids where it isn't told otherwise. */
const opened: readonly string[] = [
  ...["lang", "lang.invoke", "lang.reflect", "io", "net", "nio", "text", "time", "util"].map((name) => `java.${name}`),
  ...["util.concurrent", "util.concurrent.atomic", "util.concurrent.locks"].map((name) => `java.${name}`),
  ...["nio.ch", "nio.cs", "security.action", "util.calendar"].map((name) => `sun.${name}`),
];
const exported: readonly string[] = [
  "java.base/sun.net.util",
  "java.rmi/sun.rmi.registry",
  "java.security.jgss/sun.security.krb5",
];

/** What a Java virtual machine of version 17 must be told to run Flink or Spark. */
export const java17Args: readonly string[] = Object.freeze([
  ...exported.map((name) => `--add-exports=${name}=ALL-UNNAMED`),
  ...opened.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
]);

/**
 * Downloads a job server where that is needed, and starts it.
 *
 * @param tell - is told how far it is
 */
export async function startJavaServer(server: JavaServer, tell: (text: string) => void): Promise<ServerProcess> {
  const classpath = await mavenClasspath(server.project, tell);
  tell(`starting the job server of ${server.name}`);
  const port = await freePort();
  const staged = await mkdtemp(path.join(tmpdir(), `purlin-${server.name}-`));
  const started = await startServer({
    name: server.name,
    tool: tools.java,
    port,
    args: [
      "-Xmx1g",
      ...java17Args,
      ...(server.jvmArgs ?? []),
      "-cp",
      classpath,
      server.mainClass,
      "--job-host=127.0.0.1",
      `--job-port=${String(port)}`,
      // Any free port: clients are told which in the answer to their preparation.
      "--artifact-port=0",
      "--expansion-port=-1",
      `--artifacts-dir=${staged}`,
      ...server.args,
    ],
  });
  void started.ended.then(() => rm(staged, { recursive: true, force: true }));
  return started;
}
