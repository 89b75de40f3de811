import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { freePort, startServer } from "./server-process.ts";

let home = "";
beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), "purlin-server-"));
  vi.stubEnv("XDG_CACHE_HOME", home);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

const tool = { command: process.execPath, purpose: "is a server", install: "install node" };
const listens = (port: number): string[] => [
  "-e",
  `require("net").createServer().listen(${String(port)}, "127.0.0.1")`,
];

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a job server that is started", () => {
  it("listens, until it is stopped", async () => {
    const port = await freePort();
    const server = await startServer({ name: "test", tool, port, args: listens(port) });
    expect(server.endpoint).toBe(`127.0.0.1:${String(port)}`);
    await server.stop();
    await server.ended;
    // The port is free again.
    const again = await startServer({ name: "test", tool, port, args: listens(port) });
    await again.stop();
  });

  it.each([
    {
      name: "ends too soon",
      command: process.execPath,
      args: ["-e", "console.error('java.lang.IllegalStateException: no master'); process.exit(3)"],
      message: /The job server of test ended while it started\.[^]*IllegalStateException: no master/,
    },
    {
      name: "is not installed",
      command: "purlin-no-such-program",
      args: [],
      message: /"purlin-no-such-program", which is a server, is not on the PATH\.[^]*install it: {2}install node/,
    },
  ])("is an error when it $name", async ({ command, args, message }) => {
    const started = startServer({ name: "test", tool: { ...tool, command }, args, port: await freePort() });
    await expect(started).rejects.toThrow(message);
  });

  it.each(["SIGKILL", "SIGINT", "SIGTERM"] as const)("ends with its process, when that gets %s", async (signal) => {
    const port = await freePort();
    const program = `
      import { startServer } from ${JSON.stringify(path.join(import.meta.dirname, "server-process.ts"))};
      const tool = ${JSON.stringify(tool)};
      const args = ["-e", 'console.log(process.pid); require("net").createServer().listen(${String(port)}, "127.0.0.1")'];
      const server = await startServer({ name: "test", tool, port: ${String(port)}, args });
      const { readFileSync } = await import("node:fs");
      console.log(readFileSync(server.log, "utf8").trim());
      setInterval(() => undefined, 1000);
    `;
    const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pid = await new Promise<number>((resolve) => {
      child.stdout.once("data", (text: Buffer) => {
        resolve(Number(text.toString()));
      });
    });
    expect(isAlive(pid)).toBe(true);
    child.kill(signal);
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 5_000);
  });
});

/** A process that has ended may stay in the list of the system until its parent, now another, asks for it. */
function isRunning(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const status = `/proc/${String(pid)}/status`;
  return !existsSync(status) || !/^State:\s+Z/m.test(readFileSync(status, "utf8"));
}
