// Measures the figures of the worker and the portable runners, each in a process of its own, and says which goals hold.
//
//     npm run bench:portable                    all figures
//     npm run bench:portable -- word-count      those whose names contain a word
//     npm run bench:portable -- --json FILE     also writes them to FILE
//
// The first run installs Python's Beam into the user's cache folder, and downloads Flink's job server.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { tools, type Tool } from "../../../runners/portable/job-server/run-tool.ts";
import type { PortableFigure } from "./portable-figure.ts";
import { pythonTool } from "./python-beam.ts";

interface Measurement {
  readonly name: string;
  readonly file: URL;
  readonly args: readonly string[];
  readonly needs: readonly Tool[];
}

const againstPython = ["identity", "word-count", "group-by-key"].map((name) => ({
  name,
  file: new URL("./figures/against-python.ts", import.meta.url),
  args: [name],
  needs: [tools.java, tools.maven, pythonTool],
}));
const measurements: readonly Measurement[] = [
  ...againstPython,
  { name: "boot", file: new URL("./figures/boot.ts", import.meta.url), args: [], needs: [] },
  { name: "memory", file: new URL("./figures/memory.ts", import.meta.url), args: [], needs: [] },
];

const { values, positionals } = parseArgs({
  options: { json: { type: "string" } },
  allowPositionals: true,
});

function isMissing({ command }: Tool): boolean {
  const { error } = spawnSync(command, ["--version"], { stdio: "ignore" });
  return error !== undefined && (error as NodeJS.ErrnoException).code === "ENOENT";
}

function measure({ name, file, args }: Measurement): PortableFigure[] {
  const { status, stdout } = spawnSync(process.execPath, ["--expose-gc", fileURLToPath(file), ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`${name} has ended with ${String(status)}.`);
  // What a figure's process prints is JSON of figures, a line each.
  return (
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as PortableFigure)
      // JSON has no word for what is no number.
      .map((figure) => ({ ...figure, value: (figure.value as number | null) ?? NaN }))
  );
}

// What is no number holds no goal.
function holds({ value, goal }: PortableFigure): boolean {
  return value <= goal;
}

function show(figure: PortableFigure): void {
  const { name, unit, value, goal, isGate, details } = figure;
  const verdict = holds(figure) ? "holds " : isGate ? "MISSED" : "misses";
  const goalText = `${isGate ? "at most" : "goal"} ${goal.toFixed(2)} ${unit}`;
  console.log(
    `${verdict}  ${name.padEnd(36)}  ${`${value.toFixed(3)} ${unit}`.padStart(10)}  ${goalText.padEnd(16)}  ${details}`,
  );
}

const measured: PortableFigure[] = [];
for (const measurement of measurements) {
  const { name, needs } = measurement;
  if (positionals.length > 0 && !positionals.some((word) => name.includes(word))) continue;
  const missing = needs.filter(isMissing).map(({ command, install }) => `${command} is missing: ${install}`);
  if (missing.length > 0) {
    console.log(`skips   ${name.padEnd(36)}  ${missing.join("; ")}`);
    continue;
  }
  for (const figure of measure(measurement)) {
    show(figure);
    measured.push(figure);
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(measured, undefined, 2)}\n`);
if (measured.some((figure) => figure.isGate && !holds(figure))) process.exitCode = 1;
