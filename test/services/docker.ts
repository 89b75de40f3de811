import { execFile } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Tool } from "../../runners/portable/job-server/run-tool.ts";
import { startServer } from "../../runners/portable/job-server/server-process.ts";

const run = promisify(execFile);

/** What tests with containers need: to be given to `describeWithTools`. */
export const dockerTools: readonly Tool[] = [
  { command: "dockerd", purpose: "runs containers", install: "sudo apt-get install docker.io" },
  { command: "docker", purpose: "builds images", install: "sudo apt-get install docker.io" },
];

/** A Docker of the tests' own, with no images but theirs, and no network but the host's. */
export interface Docker {
  /** What `DOCKER_HOST` must be for this Docker to be used. */
  readonly host: string;
  /** Runs a command of Docker's, and returns what it prints. */
  readonly docker: (...args: readonly string[]) => Promise<string>;
  /** Ends it, with all that it holds. */
  readonly stop: () => Promise<void>;
}

/** Starts a Docker, which takes root. */
export async function startDocker(): Promise<Docker> {
  const folder = mkdtempSync(path.join(tmpdir(), "purlin-docker-"));
  const host = `unix://${folder}/docker.sock`;
  const docker = async (...args: readonly string[]): Promise<string> => {
    const env = { ...process.env, DOCKER_HOST: host, DOCKER_BUILDKIT: "0" };
    return (await run("docker", args, { env, maxBuffer: 1 << 26 })).stdout.trim();
  };
  const [dockerd] = dockerTools;
  if (dockerd === undefined) throw new Error("The tests' Docker has no program.");
  const server = await startServer({
    name: "dockerd",
    tool: dockerd,
    port: 0,
    args: [
      // A machine of tests may have no rights to change its network.
      ...["--iptables=false", "--ip6tables=false", "--bridge=none", "-H", host],
      ...["--data-root", `${folder}/data`, "--exec-root", `${folder}/exec`, "--pidfile", `${folder}/pid`],
    ],
    isReady: () =>
      docker("version").then(
        () => true,
        () => false,
      ),
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    // It leaves the namespace of its network mounted.
    const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
    for (const [, mount = ""] of mounts.map((line) => line.split(" "))) {
      if (mount.startsWith(`${folder}/`)) await run("umount", ["--lazy", mount]);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  return { host, docker, stop };
}

/**
 * Makes an image of this machine's Node and the libraries that it is linked with, under the name of a published one: what
 * a Dockerfile begins with where no registry of images can be reached. It has no shell.
 */
export async function importNodeImage({ docker }: Docker, name: string): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), "purlin-image-"));
  try {
    const put = (source: string, target: string): void => {
      const file = path.join(root, target);
      mkdirSync(path.dirname(file), { recursive: true });
      copyFileSync(realpathSync(source), file);
      chmodSync(file, 0o755);
    };
    put(process.execPath, "/usr/local/bin/node");
    const { stdout } = await run("ldd", [process.execPath]);
    for (const [library] of stdout.matchAll(/\/\S+/g)) put(library, library);
    for (const folder of ["tmp", "etc", "root", "proc", "sys", "dev"])
      mkdirSync(path.join(root, folder), { recursive: true });
    chmodSync(path.join(root, "tmp"), 0o1777);
    const users = ["root:x:0:0:root:/root:/usr/local/bin/node", "node:x:1000:1000:node:/tmp:/usr/local/bin/node"];
    writeFileSync(path.join(root, "etc/passwd"), `${users.join("\n")}\n`);
    const archive = `${root}.tar`;
    await run("tar", ["-C", root, "-cf", archive, "."]);
    await docker("import", "--change", 'ENV PATH="/usr/local/bin"', archive, name);
    rmSync(archive);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
