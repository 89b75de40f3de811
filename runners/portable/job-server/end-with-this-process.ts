import { spawn, type ChildProcess } from "node:child_process";
import { Socket } from "node:net";

/**
 * Makes a process end when this one does, with all of its group: at this one's exit, and where it has no time for that
 * (SIGKILL, out of memory) by a shell that waits for the end of a pipe which only this process holds open.
 *
 * @param child - spawned with `detached: true`, which makes it the first of a group of its own
 * @returns what undoes it, for when the process has ended
 */
export function endWithThisProcess(child: ChildProcess): () => void {
  const kill = (): void => signalGroup(child, "SIGKILL");
  process.once("exit", kill);
  if (process.platform === "win32") return () => void process.off("exit", kill);
  const script = `read -r _; kill -9 -${String(child.pid)} 2>/dev/null`;
  const guard = spawn("/bin/sh", ["-c", script], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  guard.unref();
  // The pipe is a socket, which its type doesn't say.
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  guard.stdin.on("error", () => undefined);
  guard.on("error", () => undefined);
  return () => {
    process.off("exit", kill);
    // At once, before another process can get the id that it would kill.
    guard.kill("SIGKILL");
  };
}

/** Sends a signal to a process and all of its group, where they are still there; Windows has no groups. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
