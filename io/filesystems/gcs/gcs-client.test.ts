import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { loadGcsClient } from "./gcs-client.ts";

/** Hides the client from all that would import it, as if it weren't installed. */
const withoutClient = `data:text/javascript,
  import { registerHooks } from "node:module";
  registerHooks({
    resolve(specifier, context, next) {
      if (!specifier.startsWith("@google-cloud/storage")) return next(specifier, context);
      const error = new Error("Cannot find package '@google-cloud/storage' imported from " + context.parentURL);
      throw Object.assign(error, { code: "ERR_MODULE_NOT_FOUND" });
    },
  });`.replace(/\n */g, " ");

const program = `
  import { Pipeline } from "purlin";
  import { readText } from "purlin/io/text";
  const p = Pipeline.create({ quiet: true });
  p.apply(readText("gs://bucket/a.txt"));
  console.log("built");
  await p.run();`;

describe("Google's client of Cloud Storage", () => {
  it.each([
    ["127.0.0.1:4443", "http://127.0.0.1:4443/storage/v1"],
    ["http://127.0.0.1:4443/", "http://127.0.0.1:4443/storage/v1"],
    ["https://storage.example.com/emulator/v1/", "https://storage.example.com/emulator/v1"],
  ])("asks %s, where the variable names it, at %s", async (endpoint, baseUrl) => {
    vi.stubEnv("STORAGE_EMULATOR_HOST", endpoint);
    const client = await loadGcsClient();
    expect(client).toMatchObject({ baseUrl, customEndpoint: true });
    expect(await loadGcsClient()).toBe(client);
    vi.unstubAllEnvs();
  });

  it("asks Google where none is named", async () => {
    vi.stubEnv("STORAGE_EMULATOR_HOST", undefined);
    const client = await loadGcsClient();
    expect(client).toMatchObject({ baseUrl: "https://storage.googleapis.com/storage/v1", customEndpoint: false });
    vi.unstubAllEnvs();
  });

  it("is needed only where a pipeline runs that has gs:// URLs, and asked for by name then", async () => {
    const args = ["--import", withoutClient, "--input-type=module", "--eval", program];
    const running = promisify(execFile)(process.execPath, args);
    const { stdout, stderr } = (await running.catch((error: unknown) => error)) as { stdout: string; stderr: string };
    expect(stdout).toBe("built\n");
    expect(stderr).toContain(
      'The package "@google-cloud/storage", which reads and writes gs:// URLs, is not installed.',
    );
    expect(stderr).toContain("npm install @google-cloud/storage");
  });
});
