import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { flinkVersions } from "../../../runners/flink/versions.ts";
import { java17Args } from "../../../runners/portable/job-server/java-server.ts";
import { mavenClasspath } from "../../../runners/portable/job-server/maven-classpath.ts";

const { beam } = flinkVersions;
const project = {
  name: `java-worker-${beam}`,
  dependencies: [
    `org.apache.beam:beam-runners-portability-java:${beam}`,
    `org.apache.beam:beam-sdks-java-harness:${beam}`,
    "com.github.jbellis:jamm:0.4.0",
    "org.slf4j:slf4j-jdk14:1.7.30",
  ],
};

/** A program of Java's Beam that runs a pipeline and prints its cost. */
export interface JavaProgram {
  /** Returns the arguments of `java` for a job. */
  argsFor(name: string, endpoint: string, elements: number): string[];
  remove(): Promise<void>;
}

/**
 * Compiles the program against Beam's jars.
 *
 * @throws Error when there is no compiler, or it complains
 */
export async function compileJavaWorker(tell: (text: string) => void): Promise<JavaProgram> {
  const classpath = await mavenClasspath(project, tell);
  const folder = await mkdtemp(path.join(tmpdir(), "purlin-java-"));
  const source = path.join(import.meta.dirname, "workers/JavaWorker.java");
  await promisify(execFile)("javac", ["-proc:none", "-cp", classpath, "-d", folder, source]);
  // Job servers want at least one file.
  const staged = path.join(folder, "nothing.txt");
  await writeFile(staged, "");
  const fixed = ["-Xmx1g", ...java17Args, "-cp", `${folder}${path.delimiter}${classpath}`, "JavaWorker"];
  return {
    argsFor: (name, endpoint, elements) => [...fixed, name, endpoint, String(elements), staged],
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
