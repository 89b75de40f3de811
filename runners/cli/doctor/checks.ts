import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { flinkJobServerProject } from "../../flink/versions.ts";
import type { RunnerName } from "../../portable/features.ts";
import { engineCache } from "../../portable/job-server/cache-folder.ts";
import { tools, type Tool } from "../../portable/job-server/run-tool.ts";
import { prismFolder } from "../../prism/job-server.ts";
import { sparkJobServerProject } from "../../spark/versions.ts";
import { dataflowChecks } from "./dataflow-checks.ts";
import { findProgram } from "./find-program.ts";

/** Something that is there, or what to do where it isn't. */
export type Outcome =
  | { readonly isThere: true; readonly found: string }
  | { readonly isThere: false; readonly found: string; readonly remedy: string };

/** Something that runners need of the machine. */
export interface Check {
  readonly name: string;
  /** The runners that can't run without it. */
  readonly runners: readonly RunnerName[];
  /** What else needs it. */
  readonly purpose?: string;
  readonly look: () => Promise<Outcome> | Outcome;
}

const run = promisify(execFile);
const java17 = tools.java.install;
const all: readonly RunnerName[] = ["direct", "prism", "flink", "spark", "portable", "dataflow"];

/** What is looked for, in the order in which it is shown. */
export const checks: readonly Check[] = [
  {
    name: "Node 22.18 or later",
    runners: all,
    // An earlier one has not come so far: see main.ts.
    look: () => ({ isThere: true, found: `${process.versions.node}, ${process.execPath}` }),
  },
  { name: "Prism", runners: ["prism"], look: findPrism },
  { name: "Java 11 or later", runners: ["flink", "spark"], look: findJava },
  {
    name: "Flink's job server",
    runners: ["flink"],
    look: () => cachedOr(flinkJobServerProject.name, tools.maven, "Maven downloads it at its first use"),
  },
  {
    name: "Spark's job server",
    runners: ["spark"],
    look: () => cachedOr(sparkJobServerProject.name, tools.maven, "Maven downloads it at its first use"),
  },
  ...dataflowChecks,
  { name: "esbuild", runners: [], purpose: "dataflow, --environment=process|docker|external", look: findEsbuild },
  { name: "Docker", runners: [], purpose: "--environment=docker", look: findDocker },
];

function findPrism(): Outcome {
  const named = process.env.PURLIN_PRISM;
  if (named === undefined) return cachedOr(prismFolder, tools.go, "Go builds it at its first use");
  const found = `${named}, named by PURLIN_PRISM`;
  if (findProgram(named) !== undefined) return { isThere: true, found };
  return { isThere: false, found: `${found}, can't be run`, remedy: "unset PURLIN_PRISM  (to have it built by Go)" };
}

/** Looks for what is kept in the cache, else for the tool that puts it there. */
function cachedOr(folder: string, tool: Tool, otherwise: string): Outcome {
  const kept = path.join(engineCache(), folder);
  if (existsSync(kept)) return { isThere: true, found: kept };
  const maker = findProgram(tool.command);
  if (maker !== undefined) return { isThere: true, found: `not yet: ${otherwise} (${maker})` };
  return { isThere: false, found: `no, and no ${tool.command} on the PATH`, remedy: tool.install };
}

const leastJava = 11;

async function findJava(): Promise<Outcome> {
  const file = findProgram(tools.java.command);
  if (file === undefined) return { isThere: false, found: "no java on the PATH", remedy: java17 };
  try {
    const { stderr, stdout } = await run(file, ["-version"]);
    // Those before 9 call themselves 1.8.
    const [, version = "", major = ""] = /version "((?:1\.)?(\d+)[^"]*)"/.exec(stderr + stdout) ?? [];
    const found = `${version}, ${file}`;
    return Number(major) >= leastJava ? { isThere: true, found } : { isThere: false, found, remedy: java17 };
  } catch (error) {
    return { isThere: false, found: `${file}: ${messageOf(error)}`, remedy: java17 };
  }
}

async function findEsbuild(): Promise<Outcome> {
  try {
    const { stop, transform, version } = await import("esbuild");
    // It is a program for this kind of machine that does the work, and that may be missing.
    await transform("0");
    await stop();
    return { isThere: true, found: version };
  } catch (error) {
    return { isThere: false, found: messageOf(error), remedy: "npm install --include=optional esbuild" };
  }
}

async function findDocker(): Promise<Outcome> {
  const file = findProgram("docker");
  const remedy = "sudo apt-get install docker.io";
  if (file === undefined) return { isThere: false, found: "no docker on the PATH", remedy };
  try {
    const { stdout } = await run(file, ["version", "--format", "{{.Server.Version}}"], { timeout: 5_000 });
    return { isThere: true, found: `${stdout.trim()}, ${file}` };
  } catch {
    return { isThere: false, found: `${file}, but its daemon doesn't answer`, remedy: "sudo systemctl start docker" };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
}
