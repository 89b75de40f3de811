/** Runs every check, even after one has failed, and ends with a table of what held and how long it took. */
import { spawnSync } from "node:child_process";

import { root } from "./package.ts";

const checks = [
  "lock:check",
  "lint",
  "typecheck",
  "test:types",
  "fences",
  "dead",
  "api:check",
  "docs",
  "model:check",
  "pack:check",
];

/** Runs one npm script and gives back its line in the table. */
function run(script: string): { line: string; holds: boolean } {
  console.log(`\n== npm run ${script}`);
  const start = performance.now();
  const { status } = spawnSync("npm", ["run", "--silent", script], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const holds = status === 0;
  return { line: `${holds ? "ok    " : "FAILED"} ${script.padEnd(12)} ${seconds.padStart(6)} s`, holds };
}

const results = checks.map(run);
console.log(`\n${results.map(({ line }) => line).join("\n")}`);
if (!results.every(({ holds }) => holds)) process.exitCode = 1;
