// The conformance suite inside node:test, on a runner without a name of its own: a test looks at what it prints.
import { directRunner } from "purlin/runners/direct";
import { runSuite, type SuiteRun } from "purlin/testing";

const cases: NonNullable<SuiteRun["cases"]> = [
  { name: "passes", build: (p) => ({ out: p.create([1, 2]) }), expected: { out: [2, 1] } },
  { name: "fails", build: (p) => ({ out: p.create([1]) }), expected: { out: [2] } },
  { name: "is skipped, and fails", build: (p) => ({ out: p.create([1]) }), expected: { out: [2] } },
  { name: "is skipped, and passes", build: (p) => ({ out: p.create([1]) }), expected: { out: [1] } },
];

runSuite({
  runner: { ...directRunner, name: "mine" },
  cases,
  skip: [{ reason: "no reason", tests: ["is skipped, and fails", "is skipped, and passes", "is none"] }],
});
