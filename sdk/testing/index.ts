/**
 * What tests of pipelines need: pipelines whose reads and writes are replaced, expectations of collections, laws for coders,
 * CombineFns and WindowFns, and comparisons of runners.
 *
 * @packageDocumentation
 */
export { checkCoderLaws, CoderLawError, type CoderLawsOptions } from "./coder-laws.ts";
export { checkCombineFnLaws, CombineFnLawError, type CombineFnLawsOptions } from "./combine-fn-laws.ts";
export type { ElementDifference, OutputDifference } from "./compare-outputs.ts";
export {
  compareRunners,
  expectSameOnRunners,
  RunnersDifferError,
  type Compared,
  type CompareOptions,
} from "./compare-runners.ts";
export { Comparison, type ComparedRun } from "./compare-runs.ts";
export type { ConformanceCase, Observer } from "./conformance/conformance-case.ts";
export { NotConformingError, UnknownCaseError, UselessSkipError } from "./conformance/conformance-errors.ts";
export { runSuite, type Skip, type SuiteRun } from "./conformance/run-suite.ts";
export type { TestLibrary } from "./conformance/test-library.ts";
export { expectThat, type Expectation } from "./expect-that.ts";
export { ExpectationError, ExpectationsError, NeverRunError } from "./expectation-errors.ts";
export { expectAllRun } from "./expectations.ts";
export type { WindowedElement } from "./gather-elements.ts";
export type { Replacement, Replacements } from "./replacements.ts";
export { inputOf, outputOf, UnknownCollectionError, UnknownStepError } from "./steps.ts";
export { testPipeline, type TestProgramSettings, type TestSettings } from "./test-pipeline.ts";
export { checkWindowFnLaws, WindowFnLawError, type TimedElement } from "./window-fn-laws.ts";
