import { describe, expect, it } from "vitest";
import { fixedWindows, IntervalWindow, millis, Pipeline } from "../../sdk/index.ts";
import { expectSameOnRunners, expectThat, testPipeline, type Expectation } from "../../sdk/testing/index.ts";
import { tools } from "../../runners/portable/job-server/run-tool.ts";
import { startPrism } from "../../runners/prism/job-server.ts";
import { tellOf, useJobServer } from "../services/job-server.ts";
import { describeWithTools } from "../services/tools.ts";

function sums(p: Pipeline): Expectation<number> {
  const windowed = p
    .create("Numbers", [1, 2, 11])
    .withTimestamps((n) => n)
    .window(fixedWindows(millis(10)))
    .keyBy(() => "all")
    .groupByKey()
    .map("Sum", ([, group]) => [...group].reduce((a, b) => a + b, 0));
  return expectThat(windowed);
}

const builder = process.env.PURLIN_PRISM === undefined ? [tools.go] : [];

describeWithTools("the test kit on Prism", builder, () => {
  const jobEndpoint = useJobServer(() => startPrism(tellOf("prism")));

  describe("expectThat", () => {
    it("sees elements with their windows, times and panes", { timeout: 60_000 }, async () => {
      const p = testPipeline({ runner: "prism", jobEndpoint: jobEndpoint(), replace: { Numbers: [1, 2, 11, 12] } });
      const sum = sums(p);
      sum.inWindow(new IntervalWindow(0, 10)).inPane("on-time").singleton(3);
      sum.inWindow(new IntervalWindow(10, 20)).withTimestamps().singleton([23, 19]);
      await p.run();
    });

    it("fails with what is lacking", { timeout: 60_000 }, async () => {
      const p = Pipeline.create({ runner: "prism", jobEndpoint: jobEndpoint(), quiet: true });
      sums(p).containsInAnyOrder([3, 12]);
      await expect(p.run()).rejects.toThrow(
        /^"Sum" lacks 1 expected element, and has 1 element that nothing expects\./,
      );
    });
  });

  it("expectSameOnRunners compares with it", { timeout: 60_000 }, async () => {
    const { runs } = await expectSameOnRunners((p) => p.create([1, 2]).map((n) => n * 2), {
      runners: ["direct", "prism"],
      options: { jobEndpoint: jobEndpoint() },
    });
    expect(runs.map(({ runner, elements }) => [runner, elements])).toEqual([
      ["direct", 2],
      ["prism", 2],
    ]);
  });
});
