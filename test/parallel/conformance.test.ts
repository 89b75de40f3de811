import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Skip } from "../conformance/run-suite.ts";
import { foldedProblems } from "../../sdk/testing/conformance/run-folded.ts";
import program, { folded } from "./programs/conformance.ts";

const skips: readonly Skip[] = [];

/** Runs all cases but `skipped` on some threads; returns the problems of those that have any. */
async function problemsOn(parallelism: number, skipped: readonly string[]): Promise<[string, string[]][]> {
  const folder = mkdtempSync(path.join(tmpdir(), "purlin-parallel-"));
  try {
    const { metrics } = await program.run({ folder, skipped, parallelism, quiet: true });
    return [...foldedProblems(folded, metrics)].filter(([, problems]) => problems.length > 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("conformance of the direct runner on threads", () => {
  it.each([1, 2, 3, 8])("gives the same results on %d", { timeout: 240_000 }, async (parallelism) => {
    const skipped = skips.flatMap(({ tests }) => tests);
    expect(await problemsOn(parallelism, skipped)).toEqual([]);
  });
});
