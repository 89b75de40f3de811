// Fails inside vitest: a test looks at what that prints.
import { afterEach, expect, test } from "vitest";
import { Pipeline } from "purlin";
import { expectAllRun, expectThat, testPipeline } from "purlin/testing";
import { countPerElement } from "purlin/transforms";

afterEach(expectAllRun);

test("counts words", async () => {
  const p = testPipeline();
  const counts = p.create("Words", ["to", "be", "to"]).apply("Count", countPerElement());
  expectThat(counts).containsInAnyOrder([
    ["be", 1],
    ["to", 3],
  ]);
  await p.run();
});

test("assertions of vitest within an expectation", async () => {
  const p = testPipeline();
  expectThat(p.create("Numbers", [1, 2])).satisfies((numbers) => {
    expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 3]);
  });
  await p.run();
});

test("forgets to run", () => {
  expectThat(Pipeline.create({ quiet: true }).create("Numbers", [1, 2])).hasLength(2);
});
