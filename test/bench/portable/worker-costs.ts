import { spawn } from "node:child_process";
import { once } from "node:events";

/** What a job has cost its worker: CPU time of the whole process, and the time on the wall. */
export interface Cost {
  readonly elements: number;
  /** In seconds. */
  readonly cpu: number;
  /** In seconds. */
  readonly wall: number;
}

/** What an element costs, in microseconds. */
export interface ElementCost {
  readonly cpu: number;
  readonly wall: number;
}

/**
 * Runs a program that runs a job and prints its cost as a line of JSON.
 *
 * @throws Error when it fails, with what it has complained of, or prints no cost
 */
export async function costOf(command: string, args: readonly string[]): Promise<Cost> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} has ended with ${String(code)}:\n${stderr}`);
  // Libraries print too, but nothing that begins so.
  const line = stdout.split("\n").find((candidate) => candidate.startsWith("{"));
  if (line === undefined) throw new Error(`${command} ${args.join(" ")} has printed no cost:\n${stderr}`);
  return JSON.parse(line) as Cost;
}

/**
 * Returns what an element costs: the slope between the least costs of the two sizes, so that what each job costs whatever
 * its size falls out.
 */
export function slope(costs: readonly Cost[], [small, large]: readonly [number, number]): ElementCost {
  const least = (elements: number, what: "cpu" | "wall"): number =>
    Math.min(...costs.filter((cost) => cost.elements === elements).map((cost) => cost[what]));
  const of = (what: "cpu" | "wall"): number => ((least(large, what) - least(small, what)) / (large - small)) * 1e6;
  return { cpu: of("cpu"), wall: of("wall") };
}

/** Returns how many times as much one cost is as another; NaN where noise has made less than nothing of either. */
export function ratio(ours: number, theirs: number): number {
  return ours > 0 && theirs > 0 ? ours / theirs : NaN;
}
