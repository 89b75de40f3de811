/** A user's test, run by node:test against the packed tarball by `npm run pack:check`. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { varintCoder, type Pipeline } from "purlin";
import { readText, writeText } from "purlin/io/text";
import { checkCombineFnLaws, expectThat, ExpectationError, inputOf, outputOf, testPipeline } from "purlin/testing";
import { countPerElement, sum } from "purlin/transforms";

function countWords(p: Pipeline): void {
  p.apply(readText("no-such-file.txt"))
    .flatMap("Words", (line) => line.split(" "))
    .apply("Count", countPerElement())
    .map("Format", ([word, n]) => `${word}: ${String(n)}`)
    .apply(writeText("/no/such/folder"));
}

void test("a program is tested without its files", async () => {
  const p = testPipeline({ replace: { ReadText: ["to be", "or not", "to be"], WriteText: [] } });
  countWords(p);
  expectThat(outputOf(p, "Words")).hasLength(6);
  expectThat(inputOf(p, "WriteText")).containsInAnyOrder(["be: 2", "not: 1", "or: 1", "to: 2"]);
  await p.run();
});

void test("an expectation that is not met says what is lacking", async () => {
  const p = testPipeline();
  expectThat(p.create("Numbers", [1, 2]).withCoder(varintCoder)).containsInAnyOrder([1, 3]);
  const error: unknown = await p.run().catch((reason: unknown) => reason);
  assert.ok(error instanceof ExpectationError);
  assert.match(error.message, /"Numbers" lacks 1 expected element/);
  assert.match(error.facts["expected at"] ?? "", /user-test\.js:\d+:\d+/);
});

void test("laws are checked", () => {
  checkCombineFnLaws(sum(), [1, 2, 3], { oracle: (values) => values.reduce((a, b) => a + b, 0) });
});
