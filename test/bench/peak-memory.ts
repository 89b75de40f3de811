// The peak of a process's resident memory.
import { readFileSync } from "node:fs";

/** Returns the most memory that this process has had resident, in MB: what the kernel has counted. */
export function peakResidentMegabytes(): number {
  const status = readFileSync("/proc/self/status", "utf8");
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (peak === undefined) throw new Error("/proc/self/status does not tell the peak resident size.");
  return Number(peak) / 1024;
}
