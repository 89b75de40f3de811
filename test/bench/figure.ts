// What the figures share: how a ratio is measured, and how it is told.

/** One measured figure, with its goal: it holds when `value` is at most `goal`. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: "x" | "s" | "ms" | "MB";
  readonly goal: number;
  /** What it was measured from, for whoever reads the figures. */
  readonly details: string;
}

/** Prints figures for the process that has started this one. */
export function report(...figures: readonly Figure[]): void {
  for (const figure of figures) process.stdout.write(`${JSON.stringify(figure)}\n`);
}

/** Whether it is the CPU time of all threads that counts, as on a machine that is busy with something else. */
const countsCpuTime = process.argv.includes("--cpu");

/** Returns the seconds on the clock, or those for which a CPU was busy with this process. */
function now(): number {
  if (!countsCpuTime) return performance.now() / 1000;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Returns how many seconds `work` takes. */
export async function secondsOf(work: () => unknown): Promise<number> {
  const start = now();
  await work();
  return now() - start;
}

/** What is compared: the seconds of each are the least of several rounds, in which they take turns. */
export interface Contest {
  readonly rounds: number;
  readonly byHand: () => unknown;
  readonly purlin: () => unknown;
}

/** Measures Purlin against a hand-written loop, turn by turn in this process. */
export async function compare({
  rounds,
  byHand,
  purlin,
}: Contest): Promise<{ byHand: number; purlin: number; ratio: number }> {
  const least = { byHand: Infinity, purlin: Infinity };
  for (let round = 0; round < rounds; round++) {
    least.byHand = Math.min(least.byHand, await secondsOf(byHand));
    globalThis.gc?.();
    least.purlin = Math.min(least.purlin, await secondsOf(purlin));
    globalThis.gc?.();
  }
  return { ...least, ratio: least.purlin / least.byHand };
}

/** Says what a ratio was measured from. */
export function sides({ byHand, purlin }: { readonly byHand: number; readonly purlin: number }): string {
  return `by hand ${byHand.toFixed(2)} s, Purlin ${purlin.toFixed(2)} s`;
}
