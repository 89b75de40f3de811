/** Runs every check, as many at once as there are cores, even after one has failed; ends with a table of what held. */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

import { root } from "./package.ts";

/** Of what is built, which is there before any check begins. */
const ofTheBuild: Readonly<Record<string, string>> = {
  "api:check": ".ci/api-report.ts --check",
  "pack:check": ".ci/pack-check.ts",
};

/** The longest first: none of them should be what is left at the end. */
const checks = [
  "lint",
  "api:check",
  "test:types",
  "pack:check",
  "typecheck",
  "docs",
  "fences",
  "dead",
  "model:check",
  "lock:check",
];

interface Result {
  readonly line: string;
  readonly holds: boolean;
}

/** Runs one npm script, shows what it has printed when it has ended, and gives back its line in the table. */
async function run(script: string): Promise<Result> {
  const start = performance.now();
  const ofBuild = ofTheBuild[script];
  const [command, args] =
    ofBuild === undefined ? ["npm", ["run", "--silent", script]] : [process.execPath, ofBuild.split(" ")];
  // On Windows npm is a script, which takes a shell.
  const shell = ofBuild === undefined && process.platform === "win32";
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], shell });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => printed.push(chunk));
  const status = await new Promise<number>((resolve) => {
    child.on("error", (error) => {
      printed.push(Buffer.from(`${error.message}\n`));
      resolve(1);
    });
    child.on("close", (code) => {
      resolve(code ?? 1);
    });
  });
  console.log(`\n== ${script}\n${Buffer.concat(printed).toString().trimEnd()}`);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const holds = status === 0;
  return { line: `${holds ? "ok    " : "FAILED"} ${script.padEnd(12)} ${seconds.padStart(6)} s`, holds };
}

async function runAll(): Promise<Result[]> {
  const built = await run("build");
  const waiting = checks.filter((script) => built.holds || ofTheBuild[script] === undefined);
  const results = [built];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results.push(await run(next));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return results;
}

const results = await runAll();
console.log(`\n${results.map(({ line }) => line).join("\n")}`);
if (!results.every(({ holds }) => holds)) process.exitCode = 1;
