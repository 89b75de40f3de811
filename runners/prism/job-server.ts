import path from "node:path";
import { cachedFolder } from "../portable/job-server/cache-folder.ts";
import { runTool, tools, type Tool } from "../portable/job-server/run-tool.ts";
import { freePort, startServer, type ServerProcess } from "../portable/job-server/server-process.ts";

const prismVersion = "v2.77.0";

/** The folder of the cache that holds Prism once it was built. */
export const prismFolder = `prism-${prismVersion}`;

/**
 * Starts Prism, Beam's runner for tests and small jobs: the binary that `PURLIN_PRISM` names, else one that is built by Go.
 *
 * @param tell - is told how far it is
 */
export async function startPrism(tell: (text: string) => void): Promise<ServerProcess> {
  const binary = process.env.PURLIN_PRISM ?? (await buildPrism(tell));
  const tool: Tool = {
    command: binary,
    purpose: "is Prism's job server",
    install: "unset PURLIN_PRISM to have it built",
  };
  const port = await freePort();
  return startServer({
    name: "prism",
    tool,
    port,
    args: ["-job_port", String(port), "-serve_http=false", "-log_level", "warn", "-log_kind", "text"],
  });
}

async function buildPrism(tell: (text: string) => void): Promise<string> {
  const folder = await cachedFolder(
    prismFolder,
    async (unfinished) => {
      tell(`building Prism ${prismVersion} by Go (first use, some minutes)`);
      await runTool({
        tool: tools.go,
        args: ["install", `github.com/apache/beam/sdks/v2/go/cmd/prism@${prismVersion}`],
        env: { GOBIN: unfinished },
        onLine: (line) => {
          if (line.startsWith("go: downloading")) tell(`building Prism: ${line.slice("go: ".length)}`);
        },
      });
    },
    tell,
  );
  return path.join(folder, "prism");
}
