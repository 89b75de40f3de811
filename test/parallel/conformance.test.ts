import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { conformanceCases } from "../conformance/suite.ts";
import { foldedProblems } from "../../sdk/testing/conformance/run-folded.ts";
import program, { folded } from "./programs/conformance.ts";

/** The numbers of threads that share the cases: each of them runs another part, so that together they run all. */
const sharing = [1, 2, 4, 5, 6, 7, 8];
/** The number that runs all by itself: neither a power of two nor a divisor of much. */
const whole = 3;

/** Runs those cases on some threads, as one job; returns the problems of those that have any. */
async function problemsOn(parallelism: number, isRun: (index: number) => boolean): Promise<[string, string[]][]> {
  const folder = mkdtempSync(path.join(tmpdir(), "purlin-parallel-"));
  try {
    const skipped = conformanceCases.filter((_, index) => !isRun(index)).map(({ name }) => name);
    const { metrics } = await program.run({ folder, skipped, parallelism, quiet: true });
    expect(folded).toHaveLength(conformanceCases.length - skipped.length);
    return [...foldedProblems(folded, metrics)].filter(([, problems]) => problems.length > 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Programs are evaluated anew in each thread, which takes a while on a busy machine.
describe("conformance of the direct runner on threads", { timeout: 240_000 }, () => {
  it(`gives the same results of all cases on ${String(whole)}`, async () => {
    expect(await problemsOn(whole, () => true)).toEqual([]);
  });

  it.each(sharing.map((parallelism, part) => ({ parallelism, part })))(
    "gives the same results of a part of them on $parallelism",
    async ({ parallelism, part }) => {
      expect(await problemsOn(parallelism, (index) => index % sharing.length === part)).toEqual([]);
    },
  );
});
