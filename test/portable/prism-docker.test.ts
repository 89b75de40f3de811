import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import type { MetricsJson } from "../../sdk/index.ts";
import { bundleBoot } from "../../sdk/staging/bundle-boot.ts";
import { dockerTools, importNodeImage, startDocker, type Docker } from "../services/docker.ts";
import { describeWithTools } from "../services/tools.ts";

const program = path.join(import.meta.dirname, "programs", "tells-place.ts");
const dockerfile = path.join(import.meta.dirname, "../../sdk/container/Dockerfile");
const image = "purlin-worker";
const timeoutMillis = 5 * 60_000;

describeWithTools("--environment=docker:IMAGE, with the image of sdk/container", [...dockerTools, tools.go], () => {
  let docker: Docker | undefined;
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "purlin-metrics-"));
    docker = await startDocker();
    await importNodeImage(docker, "node:24-slim");
    const boot = await bundleBoot();
    await docker.docker("build", "-t", image, "-f", dockerfile, boot.folder);
  }, timeoutMillis);

  afterAll(async () => {
    await docker?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(["prism", "flink"])(
    "runs the functions in containers on %s",
    async (runner) => {
      const metrics = path.join(folder, `${runner}.json`);
      const args = [program, `--runner=${runner}`, `--environment=docker:${image}`, `--metricsOut=${metrics}`];
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
