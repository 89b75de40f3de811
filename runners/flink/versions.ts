import type { MavenProject } from "../portable/job-server/maven-classpath.ts";

/** The versions that belong together: a job graph travels to a Flink cluster as serialized Java objects. */
export const flinkVersions = Object.freeze({ beam: "2.62.0", flinkLine: "1.19", flink: "1.19.0" });

const { beam, flinkLine, flink } = flinkVersions;

/** Beam's job server for Flink: what the released fat jar holds, whose driver class is in the thin jar as well. */
export const flinkJobServerProject: MavenProject = {
  name: `flink-${flinkLine}-job-server-${beam}`,
  dependencies: [
    `org.apache.beam:beam-runners-flink-${flinkLine}:${beam}`,
    `org.apache.flink:flink-statebackend-rocksdb:${flink}`,
    "org.slf4j:slf4j-jdk14:1.7.30",
  ],
};
