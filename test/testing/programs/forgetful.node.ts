// Passes inside node:test, but for the pipeline that it never runs: a test looks at how its process ends.
import { test } from "node:test";
import { expectThat, testPipeline } from "purlin/testing";

void test("forgets to run", () => {
  expectThat(testPipeline().create("Numbers", [1, 2])).hasLength(3);
});
