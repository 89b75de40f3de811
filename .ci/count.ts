/** Adds up the reports that vitest left in the folder named on the command line, and prints `N passed, N failed`. */
import { readdirSync, readFileSync } from "node:fs";

/** What vitest's json reporter says of a run, as far as it is counted. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** A file that failed before its first test was known counts as one failure: it must not vanish from the sum. */
function failures({ numFailedTests, testResults }: Report): number {
  const unread = testResults.filter(({ status, assertionResults }) => status === "failed" && !assertionResults.length);
  return numFailedTests + unread.length;
}

const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: count.ts FOLDER");
const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
const reports = files.map((file) => JSON.parse(readFileSync(`${folder}/${file}`, "utf8")) as Report);
const passed = reports.reduce((sum, report) => sum + report.numPassedTests, 0);
const failed = reports.reduce((sum, report) => sum + failures(report), 0);
console.log(`${passed} passed, ${failed} failed`);
