import path from "node:path";
import { startServer, freePort, type ServerProcess } from "../../runners/portable/job-server/server-process.ts";
import type { Tool } from "../../runners/portable/job-server/run-tool.ts";

/** A Python with Beam's SDK. */
export const pythonTool: Tool = {
  command: process.env.PURLIN_PYTHON ?? "PURLIN_PYTHON",
  purpose: "runs Beam's Python SDK",
  install:
    "python3 -m venv beam && beam/bin/pip install apache-beam==2.77.0, then set PURLIN_PYTHON=$PWD/beam/bin/python",
};

/** Starts the expansion service of these tests, with the workers that run its transforms. */
export async function startPythonExpansionService(): Promise<ServerProcess> {
  const port = await freePort();
  return startServer({
    name: "python-expansion",
    tool: pythonTool,
    port,
    args: [path.join(import.meta.dirname, "expansion_service.py"), String(port)],
  });
}
