import type { Plan } from "../../exec/plan.ts";

/**
 * Names the functions of a plan by their steps, which makes a stack tell which step is being run: no register has to be
 * kept for it while elements pass.
 */
export function nameFrames({ units }: Plan): void {
  for (const { unit, step } of units) {
    const value = `step "${step}"`;
    // A unit is an object of functions of its own; what it shares with others is not for one step's name.
    for (const fn of Object.values(unit) as unknown[]) {
      if (typeof fn === "function") Object.defineProperty(fn, "name", { value, configurable: true });
    }
  }
}

const frame = /^\s*at .*?step "(.*)"(?: \[as \w+\])? \(/;

/** Returns the step that was being run where a stack was taken; undefined where the stack doesn't tell, after an await. */
export function stepIn(stack: string | undefined): string | undefined {
  for (const line of stack?.split("\n") ?? []) {
    const [, step] = frame.exec(line) ?? [];
    if (step !== undefined) return step;
  }
  return undefined;
}
