// Fails inside node:test: a test looks at what that prints.
import { test } from "node:test";
import { expectThat, testPipeline } from "purlin/testing";
import { countPerElement } from "purlin/transforms";

void test("counts words", async () => {
  const p = testPipeline();
  const counts = p.create("Words", ["to", "be", "to"]).apply("Count", countPerElement());
  expectThat(counts).containsInAnyOrder([
    ["be", 1],
    ["to", 3],
  ]);
  await p.run();
});
