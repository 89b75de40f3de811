import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it, expect } from "vitest";
import autocomplete from "../../examples/autocomplete.ts";
import census from "../../examples/census.ts";
import distinct from "../../examples/distinct.ts";
import hourlyTeamScore from "../../examples/hourly-team-score.ts";
import joins from "../../examples/joins.ts";
import maxPerKey from "../../examples/max-per-key.ts";
import tfIdf from "../../examples/tf-idf.ts";
import topSessions from "../../examples/top-sessions.ts";
import trafficMaxLaneFlow from "../../examples/traffic-max-lane-flow.ts";
import userScore from "../../examples/user-score.ts";
import windowedWordCount from "../../examples/windowed-wordcount.ts";
import type { PipelineDefinition, PipelineOptions } from "../../sdk/index.ts";
import { compareRuns, type Comparison } from "../../sdk/testing/compare-runs.ts";
import { observeOutputs } from "../../sdk/testing/observe-outputs.ts";
import type { ExampleOptions } from "./run-example.ts";

type Definition = PipelineDefinition<ExampleOptions>;

/** The examples that are definitions, by the names of their files. */
export const definedExamples: ReadonlyMap<string, Definition> = new Map<string, Definition>([
  ["autocomplete", autocomplete],
  ["census", census],
  ["distinct", distinct],
  ["hourly-team-score", hourlyTeamScore],
  ["joins", joins],
  ["max-per-key", maxPerKey],
  ["tf-idf", tfIdf],
  ["top-sessions", topSessions],
  ["traffic-max-lane-flow", trafficMaxLaneFlow],
  ["user-score", userScore],
  ["windowed-wordcount", windowedWordCount],
]);

/** Declares, for each of some examples, a test that a runner gives what the direct runner gives. */
export function itAgreesOnExamples(
  runner: string,
  {
    names = [...definedExamples.keys()],
    options,
  }: { names?: readonly string[]; options: () => Partial<PipelineOptions> },
): void {
  it.each(names)(
    "gives what the direct runner gives: %s",
    async (name) => {
      const { runs } = await compareExample(definedExamples.get(name) as Definition, { runner, options: options() });
      expect(runs.map(({ error, differences }) => ({ error, differences }))).toEqual(
        Array(2).fill({ error: undefined, differences: [] }),
      );
      expect(runs[0]?.elements).toBeGreaterThan(0);
      expect(runs[1]?.elements).toBe(runs[0]?.elements);
    },
    120_000,
  );
}

/** Runs an example on the direct runner and on another, and compares what it is about to write. */
async function compareExample(
  definition: Definition,
  other: { readonly runner: string; readonly options: Partial<PipelineOptions> },
): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), "purlin-compared-"));
  try {
    const runs = [{}, other.options].values();
    return await compareRuns(["direct", other.runner], async (runner) => {
      const options = runs.next().value;
      const pipeline = await definition.build({ ...options, runner, quiet: true, output: join(folder, "out") });
      const outputs = observeOutputs(pipeline);
      const begin = performance.now();
      await pipeline.run();
      return { outputs, millis: performance.now() - begin };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
