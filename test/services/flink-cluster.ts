import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { flinkVersions } from "../../runners/flink/versions.ts";
import { java17Args } from "../../runners/portable/job-server/java-server.ts";
import { mavenClasspath } from "../../runners/portable/job-server/maven-classpath.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { freePort, startServer, type ServerProcess } from "../../runners/portable/job-server/server-process.ts";

/** A JobManager and a TaskManager, each a process of its own. */
export interface FlinkCluster {
  /** The address of its REST API, for `--flinkMaster`. */
  readonly master: string;
  stop(): Promise<void>;
}

const { flink } = flinkVersions;
const project = {
  name: `flink-${flink}-cluster`,
  dependencies: [
    `org.apache.flink:flink-clients:${flink}`,
    `org.apache.flink:flink-runtime-web:${flink}`,
    `org.apache.flink:flink-statebackend-rocksdb:${flink}`,
    "org.slf4j:slf4j-jdk14:1.7.36",
  ],
};

// A folded suite is a job of hundreds of tasks: with half a gigabyte the TaskManager collected garbage instead of answering.
const taskHeapMegabytes = 2048;

/**
 * Starts a standalone Flink out of Maven's jars, without a distribution of it.
 *
 * @param slots - how many parts of jobs run at once
 * @param tell - is told how far it is
 */
export async function startFlinkCluster(slots: number, tell: (text: string) => void): Promise<FlinkCluster> {
  const classpath = await mavenClasspath(project, tell);
  const folder = mkdtempSync(path.join(tmpdir(), "purlin-flink-"));
  const [rest, rpc, blob] = [await freePort(), await freePort(), await freePort()];
  writeConfig(folder, { rest, rpc, blob, slots });
  const started: ServerProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const server of started.splice(0).reverse()) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const start = async (name: string, args: readonly string[], isReady?: () => Promise<boolean>): Promise<void> => {
    const all = [...java17Args, "-cp", classpath, ...args, "--configDir", folder];
    const ready = isReady === undefined ? {} : { isReady };
    started.push(await startServer({ name, tool: tools.java, port: rest, args: all, ...ready }));
  };
  try {
    tell("starting the JobManager and the TaskManager");
    const jobManager = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
    await start("flink-job-manager", ["-Xmx1g", jobManager, "--executionMode", "cluster"]);
    const heap = [`-Xmx${String(taskHeapMegabytes + 128)}m`, "-XX:MaxDirectMemorySize=1g"];
    const taskManager = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    await start("flink-task-manager", [...heap, taskManager], () => hasTaskManager(rest));
    return { master: `127.0.0.1:${String(rest)}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function hasTaskManager(rest: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${String(rest)}/overview`);
    const { taskmanagers } = (await response.json()) as { taskmanagers?: number };
    return (taskmanagers ?? 0) > 0;
  } catch {
    return false;
  }
}

interface ClusterPorts {
  readonly rest: number;
  readonly rpc: number;
  readonly blob: number;
  readonly slots: number;
}

/** Writes what Flink's own start scripts would compute: a TaskManager that is started without them is told its memory. */
function writeConfig(folder: string, { rest, rpc, blob, slots }: ClusterPorts): void {
  const temporary = path.join(folder, "tmp");
  mkdirSync(temporary);
  const settings = {
    "jobmanager.rpc.address": "127.0.0.1",
    "jobmanager.rpc.port": rpc,
    "jobmanager.bind-host": "127.0.0.1",
    "jobmanager.memory.process.size": "1024m",
    "blob.server.port": blob,
    "rest.address": "127.0.0.1",
    "rest.bind-address": "127.0.0.1",
    "rest.port": rest,
    "taskmanager.host": "127.0.0.1",
    "taskmanager.bind-host": "127.0.0.1",
    "taskmanager.numberOfTaskSlots": slots,
    "taskmanager.cpu.cores": `${String(slots)}.0`,
    "taskmanager.memory.framework.heap.size": "128m",
    "taskmanager.memory.framework.off-heap.size": "128m",
    "taskmanager.memory.task.heap.size": `${String(taskHeapMegabytes)}m`,
    "taskmanager.memory.task.off-heap.size": "0m",
    // Enough for a job of hundreds of tasks, which the folded suite is.
    "taskmanager.memory.network.min": "256m",
    "taskmanager.memory.network.max": "256m",
    "taskmanager.network.sort-shuffle.min-buffers": 16,
    // Shared by all that sorts in a slot, which gives up below 12 pages: a folded suite has hundreds of it.
    "taskmanager.memory.managed.size": "1g",
    "taskmanager.memory.jvm-metaspace.size": "256m",
    "taskmanager.memory.jvm-overhead.min": "192m",
    "taskmanager.memory.jvm-overhead.max": "192m",
    "parallelism.default": 2,
    "restart-strategy.type": "none",
    "pekko.ask.timeout": "60 s",
    "heartbeat.interval": 5000,
    // Two cores serve the cluster, the job server and the workers: one that is late has not failed.
    "heartbeat.timeout": 150_000,
    "io.tmp.dirs": temporary,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}: ${String(value)}\n`);
  writeFileSync(path.join(folder, "config.yaml"), lines.join(""));
}
