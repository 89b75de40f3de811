import { defineConfig } from "vitest/config";

/** `.ci/run` names a folder here, where every run of vitest leaves its counts; `.ci/count.ts` adds them up. */
const reportFolder = process.env.PURLIN_TEST_REPORTS;
const report = `${reportFolder ?? ""}/${String(process.pid)}.json`;

export default defineConfig({
  test: {
    include: ["{sdk,transforms,io,runners,examples,test}/**/*.test.ts"],
    // Processes, not threads: tests send signals and change the working directory.
    pool: "forks",
    testTimeout: 20_000,
    hookTimeout: 60_000,
    typecheck: {
      include: ["{sdk,transforms,io,runners,test}/**/*.test-d.ts"],
      tsconfig: "./tsconfig.json",
      // `npm run typecheck` speaks of the sources; here their errors would only bury those of the type tests.
      ignoreSourceErrors: true,
    },
    reporters: reportFolder === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
  },
});
