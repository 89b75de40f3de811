import type { ConformanceCase } from "../../sdk/testing/conformance/conformance-case.ts";
import { conformanceCases as publishedCases } from "../../sdk/testing/conformance/suite.ts";
import { schemaCases } from "./cases/schemas.ts";

/** The suite that is published, and what needs packages that only this project's developers have. */
export const conformanceCases: readonly ConformanceCase[] = [...publishedCases, ...schemaCases];
