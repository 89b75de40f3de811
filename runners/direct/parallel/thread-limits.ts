import { totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";
import type { ResourceLimits } from "node:worker_threads";

const megabyte = 1024 * 1024;
/** The share of the machine's memory that the objects of all threads may take. */
const shareOfAll = 0.75;
/**
 * For new objects, as much as Node's documentation names. With more, what survives of them may be too much at once when
 * memory is short, and V8 ends the process before Node can end the thread.
 */
const maxYoungGenerationSizeMb = 48;

/**
 * Returns how much memory each thread may take for its objects: as much as this one, but all together no more than the
 * machine or the container has. A thread that wants more ends with an error; without a limit, the system may kill the
 * process, which then says nothing. `--max-old-space-size` takes precedence, by Node's own rule.
 */
export function threadLimits(threads: number): ResourceLimits {
  const available = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  const most = Math.min(getHeapStatistics().heap_size_limit, (available * shareOfAll) / threads);
  return { maxOldGenerationSizeMb: Math.floor(most / megabyte), maxYoungGenerationSizeMb };
}
