import type { Comparison } from "../../../sdk/testing/compare-runs.ts";
import { errorText } from "../print-error.ts";

/** Returns a comparison for other programs. */
export function comparisonJson({ isEqual, outputs, runs }: Comparison): string {
  const plain = runs.map(({ error, ...run }) => ({
    ...run,
    ...(error === undefined ? {} : { error: errorText(error, false) }),
  }));
  return `${JSON.stringify({ isEqual, outputs, runs: plain }, null, 2)}\n`;
}
