import { existsSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { runTool, type Tool } from "../../../runners/portable/job-server/run-tool.ts";
import { flinkVersions } from "../../../runners/flink/versions.ts";

/** The Python that makes a virtual environment. */
export const pythonTool: Tool = Object.freeze({
  command: "python3",
  purpose: "runs Python's Beam",
  install: "sudo apt-get install python3-venv",
});

/** Python's Beam is of the version of the job server: what the two say to each other is what they were tested with. */
const folder = path.join(
  process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"),
  "purlin",
  `beam-${flinkVersions.beam}`,
);

/**
 * Returns the Python of a virtual environment with Beam, which is made when it isn't there yet.
 *
 * @throws JobServerError when it can't be made
 */
export async function pythonWithBeam(): Promise<string> {
  const python = path.join(folder, "bin", "python");
  if (existsSync(python)) return python;
  const unfinished = `${folder}.${String(process.pid)}`;
  const onLine = (): void => undefined;
  console.error(`installing apache-beam ${flinkVersions.beam} (first use)`);
  try {
    await runTool({ tool: pythonTool, args: ["-m", "venv", unfinished], onLine });
    const pip: Tool = { ...pythonTool, command: path.join(unfinished, "bin", "python") };
    const beam = `apache-beam==${flinkVersions.beam}`;
    await runTool({ tool: pip, args: ["-m", "pip", "install", "--quiet", beam], onLine });
    // Another process may have made one meanwhile, which then stays. Python itself finds its home wherever it is moved.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return python;
}
