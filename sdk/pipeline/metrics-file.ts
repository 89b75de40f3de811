import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { PipelineOptions } from "../options/pipeline-options.ts";
import { PurlinError } from "../values/purlin-error.ts";
import { errorText } from "./error-text.ts";
import type { Job } from "./result.ts";

/**
 * Writes the metrics of a job that has ended, well or not, where its options say: whole, or not at all.
 *
 * @throws MetricsFileError when they can't be read or written, and the job has no error of its own to tell
 */
export async function writeMetricsFile(job: Job, { metricsOut, runner }: PipelineOptions): Promise<void> {
  if (metricsOut === undefined) return;
  const file = path.resolve(metricsOut);
  const unfinished = `${file}.${String(process.pid)}.tmp`;
  try {
    const metrics = await job.metrics();
    const text = JSON.stringify({ runner, state: job.state, ...metrics.toJSON() }, null, 2);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(unfinished, `${text}\n`);
    await rename(unfinished, file);
  } catch (cause) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    const error = new MetricsFileError(file, cause);
    if (job.state === "done") throw error;
    // eslint-disable-next-line no-console -- the job has an error of its own to throw
    console.error(error.message);
  }
}

/** Thrown when the metrics of a job could not be written. */
class MetricsFileError extends PurlinError {
  constructor(file: string, cause: unknown) {
    super("MetricsFileError", "PURLIN_METRICS_FILE", {
      summary: `The metrics of the job could not be written to ${file}: ${errorText(cause)}`,
      remedies: ["name a file in a folder that can be written to:  --metricsOut=FILE", "leave the option out"],
      cause,
    });
  }
}
