import type { Problem } from "../problem.ts";
import type { JobBody } from "../plan.ts";

/** The service takes no larger request. */
const largestRequestBytes = 10 * 1024 * 1024;

/** Options reach workers as metadata of their machines, of which one value has at most this size. */
const largestOptionsBytes = 256 * 1024;

/** Returns what of a job is too large for the service. The pipeline itself is not part of it. */
export function sizeProblems(job: JobBody): Problem[] {
  return [
    ...tooLarge("The options of the job are", job.environment?.sdkPipelineOptions, largestOptionsBytes),
    ...tooLarge("The request that creates the job is", job, largestRequestBytes),
  ];
}

function tooLarge(what: string, value: unknown, largest: number): Problem[] {
  const bytes = Buffer.byteLength(JSON.stringify(value ?? null));
  if (bytes < largest) return [];
  return [
    {
      summary: `${what} too large.`,
      facts: { "its size": `${String(bytes)} bytes`, "the limit": `${String(largest)} bytes` },
      remedy:
        "give long values another way than by options: in a file that the program reads, or by  await p.value(name, compute)",
    },
  ];
}
