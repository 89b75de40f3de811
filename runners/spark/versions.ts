import type { MavenProject } from "../portable/job-server/maven-classpath.ts";

/** The versions that belong together. */
const beam = "2.62.0";
const spark = "3.5.0";

/**
 * Beam's job server for Spark. It logs by Spark's own log4j: with slf4j-jdk14 on the classpath, Spark's bridge from
 * java.util.logging would call itself without end.
 */
export const sparkJobServerProject: MavenProject = {
  name: `spark-${spark}-job-server-${beam}`,
  dependencies: [
    `org.apache.beam:beam-runners-spark-3:${beam}`,
    `org.apache.spark:spark-core_2.12:${spark}`,
    `org.apache.spark:spark-streaming_2.12:${spark}`,
    "org.slf4j:slf4j-api:2.0.7",
  ],
};
