// How long something may take where others use the processors too.
import { availableParallelism, loadavg } from "node:os";

/**
 * Returns how many milliseconds on the clock something may take that is to take `millis` where nothing else runs: as many
 * where each processor has one thing to do, and more by as many things as it has. What never ends, or does so after a
 * time-out, takes longer all the same.
 */
export function onABusyMachine(millis: number): number {
  const [lastMinute = 0] = loadavg();
  return millis * Math.max(1, lastMinute / availableParallelism());
}
