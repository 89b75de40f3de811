import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { prismRunner } from "../../runners/prism/index.ts";
import { startPrism } from "../../runners/prism/job-server.ts";
import type { Runner } from "../../sdk/index.ts";
import { compareRunners } from "../../sdk/testing/index.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";
import definition from "./programs/several-outputs.ts";

let tempLocation = "";

/** Prism, with all functions in processes that know of the program what was staged. */
const elsewhere: Runner = {
  name: "elsewhere",
  sharedFolder: () => tempLocation,
  start: (request) => prismRunner.start({ ...request, options: { ...request.options, environment: "process" } }),
};

const builder = process.env.PURLIN_PRISM === undefined ? [tools.go] : [];

describeWithTools("a comparison with a runner whose functions are elsewhere", builder, () => {
  const jobEndpoint = useJobServer(() => startPrism(tellOf("prism")));
  beforeAll(async () => {
    tempLocation = await mkdtemp(path.join(tmpdir(), "purlin-compare-"));
  });
  afterAll(() => rm(tempLocation, { recursive: true, force: true }));
  const compare = (clock: boolean) => {
    const options = { jobEndpoint: jobEndpoint(), clock };
    return compareRunners(definition, { runners: ["direct", elsewhere], options });
  };

  it("finds the same elements, with their times and windows, and leaves no file", { timeout: 120_000 }, async () => {
    const comparison = await compare(false);
    expect(String(comparison)).toMatch(/^elsewhere +\d+\.\d\d s +11 +equal$/m);
    expect(comparison).toMatchObject({ isEqual: true, outputs: ["Hourly", "Odd", "Dates"] });
    expect(await readdir(tempLocation)).toEqual([]);
  });

  it("tells what differs", { timeout: 120_000 }, async () => {
    const { runs } = await compare(true);
    expect(runs[1]?.differences.map(({ output }) => output)).toEqual(["Odd"]);
  });

  it("asks for the pipeline of a module", { timeout: 120_000 }, async () => {
    const options = { jobEndpoint: jobEndpoint() };
    const { runs } = await compareRunners((p) => p.create([1]), { runners: ["direct", elsewhere], options });
    expect(String(runs[1]?.error)).toContain("definePipeline");
  });
});
