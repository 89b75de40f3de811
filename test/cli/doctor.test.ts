import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, describe, expect, it } from "vitest";

import { features, runnerNames } from "../../runners/portable/features.ts";
import { flinkJobServerProject } from "../../runners/flink/versions.ts";
import { runPurlin, runPurlinWith } from "./run-node.ts";

const folder = mkdtempSync(path.join(tmpdir(), "purlin-doctor-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Report {
  readonly runners: Readonly<Record<string, boolean>>;
  readonly findings: readonly {
    readonly name: string;
    readonly isThere: boolean;
    readonly found: string;
    readonly remedy?: string;
  }[];
}

/** Makes a machine that has nothing but the given programs, each of which prints a line. */
function machine(name: string, programs: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const home = path.join(folder, name);
  const bin = path.join(home, "bin");
  mkdirSync(bin, { recursive: true });
  for (const [program, line] of Object.entries(programs)) {
    const file = path.join(bin, program);
    writeFileSync(file, `#!/bin/sh\necho '${line}' >&2\n`);
    chmodSync(file, 0o755);
  }
  return { PATH: bin, HOME: home, XDG_CACHE_HOME: path.join(home, "cache") };
}

function report(env: NodeJS.ProcessEnv, ...args: string[]): Report {
  return JSON.parse(runPurlinWith(env, "doctor", "--json", ...args).stdout.toString()) as Report;
}

const bare = machine("bare");

describe("purlin doctor", () => {
  it("says of a machine with Node alone which runners it has, and what to do for the others", () => {
    const { status, stdout } = runPurlinWith(bare, "doctor");
    const text = stdout.toString();
    expect(status).toBe(0);
    expect(text).toMatch(/^Java 11 or later +flink, spark +MISSING +no java on the PATH$/m);
    expect(text).toContain("  sudo apt-get install openjdk-17-jre-headless   (Java 11 or later)\n");
    expect(text).toContain("  sudo apt-get install maven   (Flink's job server)\n");
    expect(text).toContain("\nrunners that can be used: direct, portable\n");
  });

  it.each([
    { runner: "direct", status: 0 },
    { runner: "portable", status: 0 },
    { runner: "prism", status: 1 },
    { runner: "flink", status: 1 },
    { runner: "spark", status: 1 },
    { runner: "dataflow", status: 1 },
  ])("ends with $status there for $runner, and speaks of nothing that it doesn't need", ({ runner, status }) => {
    const { status: ended, stdout } = runPurlinWith(bare, "doctor", `--runner=${runner}`, "--json");
    const { runners, findings } = JSON.parse(stdout.toString()) as Report;
    expect({ ended, runners }).toEqual({ ended: status, runners: { [runner]: status === 0 } });
    const lacking = findings.filter(({ isThere }) => !isThere && !runners[runner]);
    expect(lacking.every(({ remedy }) => remedy !== undefined)).toBe(true);
    const others = runner === "spark" ? "Flink's job server" : "Spark's job server";
    expect(findings.map(({ name }) => name)).not.toContain(others);
  });

  it("finds what Dataflow needs: Google's clients, credentials, a project and a region", () => {
    const found = (env: NodeJS.ProcessEnv): Record<string, string> =>
      Object.fromEntries(report(env, "--runner=dataflow").findings.map(({ name, found: text }) => [name, text]));
    expect(found(bare)).toMatchObject({
      "Google's client of Dataflow": expect.stringMatching(/^\d+\.\d+\.\d+$/) as unknown,
      "Google's client of Cloud Storage": expect.stringMatching(/^\d+\.\d+\.\d+$/) as unknown,
      "Google Cloud credentials": "none (a machine of Google Cloud has its own)",
      "a Google Cloud project, a region": "none: --project=ID, none: --region=NAME",
    });
    const key = path.join(folder, "key.json");
    const named = { ...bare, GOOGLE_APPLICATION_CREDENTIALS: key, GOOGLE_CLOUD_PROJECT: "my-project" };
    expect(found(named)["Google Cloud credentials"]).toContain(`names ${key}, which is no file`);
    writeFileSync(key, "{}");
    expect(found(named)).toMatchObject({
      "Google Cloud credentials": `${key}, named by GOOGLE_APPLICATION_CREDENTIALS`,
      "a Google Cloud project, a region": "my-project, none: --region=NAME",
    });
    expect(report(named, "--runner=dataflow").runners).toEqual({ dataflow: true });
  });

  it.each([
    { line: 'openjdk version "1.8.0_392"', isThere: false, found: "1.8.0_392, " },
    { line: 'openjdk version "11.0.2" 2019-01-15', isThere: true, found: "11.0.2, " },
    { line: 'java version "17" 2021-09-14 LTS', isThere: true, found: "17, " },
    { line: "nonsense", isThere: false, found: ", " },
  ])("reads $line", ({ line, isThere, found }) => {
    const env = machine(`java-${line.replaceAll(/\W+/g, "-")}`, { java: line });
    const java = report(env, "--runner=flink").findings.find(({ name }) => name.startsWith("Java"));
    expect(java).toMatchObject({ isThere, found: `${found}${path.join(env.PATH ?? "", "java")}` });
  });

  it("counts what the tools can still bring, and what they have brought", () => {
    const env = machine("tools", { java: 'openjdk version "17.0.1"', mvn: "", go: "" });
    mkdirSync(path.join(env.XDG_CACHE_HOME ?? "", "purlin", "engines", flinkJobServerProject.name), {
      recursive: true,
    });
    const { runners, findings } = report(env);
    expect(runners).toMatchObject({ direct: true, prism: true, flink: true, spark: true, portable: true });
    const foundOf = (what: string) => findings.find(({ name }) => name === what)?.found;
    expect(foundOf("Flink's job server")).toContain(flinkJobServerProject.name);
    expect(foundOf("Spark's job server")).toContain("not yet: Maven downloads it at its first use");
    expect(foundOf("Prism")).toContain("not yet: Go builds it at its first use");
  });

  it("looks at the Prism that the environment names", () => {
    const env = machine("prism", { "my-prism": "" });
    const named = (file: string) => ({ ...env, PURLIN_PRISM: file });
    expect(report(named(path.join(env.PATH ?? "", "my-prism"))).runners.prism).toBe(true);
    const { runners, findings } = report(named("/no/such/prism"));
    expect(runners.prism).toBe(false);
    expect(findings.find(({ name }) => name === "Prism")?.remedy).toMatch(/^unset PURLIN_PRISM/);
  });

  it("ends with 2 for a runner that there is not", () => {
    const { status, stderr } = runPurlin("doctor", "--runner=flnk");
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('There is no runner named "flnk"') as unknown,
    });
  });
});

describe("purlin runners", () => {
  it("prints the table that pipelines are checked against, as data too", () => {
    const data: unknown = JSON.parse(runPurlin("runners", "--json").stdout.toString());
    expect(data).toEqual(features.map(({ name, support }) => ({ feature: name, support })));
    const [titles = "", ...lines] = runPurlin("runners").stdout.toString().split("\n");
    expect(titles).toMatch(new RegExp(`^a pipeline with +${runnerNames.join(" +")}$`));
    const words = { native: "yes", rewritten: "rewritten", refused: "no" };
    features.forEach(({ name, support }, index) => {
      const cells = runnerNames.map((runner) => words[support[runner]]);
      expect(lines[index]?.split(/ {2,}/)).toEqual([name, ...cells]);
    });
  });
});
