import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeContainer } from "../../.ci/container.ts";
import { readDockerfile } from "../../.ci/dockerfile.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import type { MetricsJson } from "../../sdk/index.ts";
import { dockerTools, importNodeImage, startDocker, type Docker } from "../services/docker.ts";
import { describeWithTools } from "../services/tools.ts";

const program = path.join(import.meta.dirname, "programs", "tells-place.ts");
const image = "purlin-worker";
const withoutRoot = "purlin-worker-without-root";
const timeoutMillis = 5 * 60_000;

/** The name of the image that a Dockerfile begins with, where it is told none. */
function baseOf(dockerfile: string): string {
  const base = readDockerfile(dockerfile).find(({ name, text }) => name === "ARG" && text.startsWith("NODE_IMAGE="));
  return base?.text.replace("NODE_IMAGE=", "") ?? "";
}

describeWithTools("--environment=docker:IMAGE, with the image of sdk/container", [...dockerTools, tools.go], () => {
  let docker: Docker | undefined;
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "purlin-metrics-"));
    docker = await startDocker();
    const context = path.join(folder, "container");
    await writeContainer(context);
    await importNodeImage(docker, baseOf(await readFile(path.join(context, "Dockerfile"), "utf8")));
    await docker.docker("build", "-t", image, context);
    const derived = path.join(folder, "derived");
    await mkdir(derived);
    await writeFile(path.join(derived, "Dockerfile"), `FROM ${image}\nUSER node\n`);
    await docker.docker("build", "-t", withoutRoot, derived);
  }, timeoutMillis);

  afterAll(async () => {
    await docker?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    { runner: "prism", from: image },
    { runner: "prism", from: withoutRoot },
    { runner: "flink", from: image },
  ])(
    "runs the functions in containers of $from on $runner",
    async ({ runner, from }) => {
      const metrics = path.join(folder, `${runner}-${from}.json`);
      const args = [program, `--runner=${runner}`, `--environment=docker:${from}`, `--metricsOut=${metrics}`];
      await promisify(execFile)(process.execPath, args, { env: { ...process.env, DOCKER_HOST: docker?.host } });
      const { counters } = JSON.parse(await readFile(metrics, "utf8")) as MetricsJson;
      expect(Object.fromEntries(counters.map(({ name, value }) => [name, value]))).toEqual({
        inContainer: 3,
        total: 6,
      });
    },
    timeoutMillis,
  );
});
