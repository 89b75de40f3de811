import type { Figure } from "../figure.ts";

/** A figure of the portable benchmark. */
export interface PortableFigure extends Figure {
  /** Whether the benchmark fails when the goal is missed; what is not a gate is shown beside one. */
  readonly isGate: boolean;
}

/** Prints figures for the process that has started this one. */
export function reportPortable(...figures: readonly PortableFigure[]): void {
  for (const figure of figures) process.stdout.write(`${JSON.stringify(figure)}\n`);
}
