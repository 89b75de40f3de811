import { spawn } from "node:child_process";
import { JobServerError } from "./job-server-error.ts";

/** A program of the system that an engine needs. */
export interface Tool {
  readonly command: string;
  /** What it is for: "starts Flink's job server". */
  readonly purpose: string;
  /** The shell command that installs it on Debian and Ubuntu. */
  readonly install: string;
}

/** The programs that engines need. */
export const tools = Object.freeze({
  java: { command: "java", purpose: "runs the job server", install: "sudo apt-get install openjdk-17-jre-headless" },
  maven: { command: "mvn", purpose: "downloads the job server", install: "sudo apt-get install maven" },
  go: { command: "go", purpose: "builds Prism", install: "sudo apt-get install golang  (or from https://go.dev/dl)" },
} satisfies Record<string, Tool>);

/** The error of a tool that isn't installed. */
export function toolMissing({ command, purpose, install }: Tool): JobServerError {
  return new JobServerError({
    summary: `The program "${command}", which ${purpose}, is not on the PATH.`,
    remedies: [`install it:  ${install}`, "use a job server that runs already:  --jobEndpoint=HOST:PORT"],
  });
}

/** How a tool is run. */
export interface ToolRun {
  readonly tool: Tool;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Is given each line that it prints. */
  readonly onLine: (line: string) => void;
}

/**
 * Runs a tool to its end.
 *
 * @throws JobServerError when it isn't installed, or fails; with the last lines that it has printed
 */
export async function runTool({ tool, args, env = {}, onLine }: ToolRun): Promise<void> {
  const child = spawn(tool.command, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  const last: string[] = [];
  const take = (line: string): void => {
    if (line.trim() === "") return;
    onLine(line);
    last.push(line);
    if (last.length > 15) last.shift();
  };
  for (const stream of [child.stdout, child.stderr]) readLines(stream, take);
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once("error", (error: NodeJS.ErrnoException) => {
        reject(error.code === "ENOENT" ? toolMissing(tool) : error);
      });
      child.once("close", (code, signal) => {
        if (code === 0) resolve();
        else reject(toolFailed(tool, `${tool.command} ${args.join(" ")}`, String(code ?? signal), last));
      });
    });
  } finally {
    process.off("exit", kill);
  }
}

function readLines(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? "";
    lines.forEach(take);
  });
  stream.on("end", () => {
    take(rest);
  });
}

function toolFailed(tool: Tool, call: string, outcome: string, last: readonly string[]): JobServerError {
  return new JobServerError({
    summary: `"${tool.command}", which ${tool.purpose}, ended with ${outcome}.`,
    facts: { command: call, "it printed last": last.join("\n") },
  });
}
