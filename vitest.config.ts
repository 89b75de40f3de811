import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** `.ci/run` names a folder here, where every run of vitest leaves its counts; `.ci/count.ts` adds them up. */
const reportFolder = process.env.PURLIN_TEST_REPORTS;
const report = `${reportFolder ?? ""}/${String(process.pid)}.json`;

/** Suites that start a real engine or service, and download it first: `npm run test:engines` runs these, and no others. */
const engineSuites = ["test/**/{flink,prism,spark,dataflow,gcs}*.test.ts"];
const withEngines = process.env.PURLIN_ENGINES === "1";

export default defineConfig({
  test: {
    include: withEngines ? engineSuites : ["{sdk,transforms,io,runners,examples,test}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "dist/**", ...(withEngines ? [] : engineSuites)],
    // Engines take both cores of a small machine: one at a time.
    fileParallelism: !withEngines,
    // Two also where there are two processors: the process of a test that has started another waits for it.
    maxWorkers: withEngines ? 1 : Math.max(2, availableParallelism() - 1),
    // Processes, not threads: tests send signals and change the working directory.
    pool: "forks",
    // Many tests start programs: most of the time that a program takes to start is its modules' being read and compiled.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/purlin-tests") },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    typecheck: {
      include: ["{sdk,transforms,io,runners,test}/**/*.test-d.ts"],
      tsconfig: "./tsconfig.json",
      // `npm run typecheck` speaks of the sources; here their errors would only bury those of the type tests.
      ignoreSourceErrors: true,
    },
    reporters: reportFolder === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
  },
});
