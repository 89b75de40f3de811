import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { loadGcsClient } from "../../io/filesystems/gcs/gcs-client.ts";
import { parseGcsUrl } from "../../io/filesystems/gcs/gcs-url.ts";
import { DataflowError } from "./dataflow-errors.ts";
import type { JobBody } from "./plan.ts";
import { explainStorageError } from "./staging/storage-error.ts";

/**
 * Writes a job as a classic template: the body that submits it, for the service to submit when it is told to.
 *
 * @param location - a `gs://` URL, or a file of this machine
 * @throws DataflowError when it can't be written there
 */
export async function writeTemplate(location: string, job: JobBody): Promise<void> {
  const text = `${JSON.stringify(job, null, 2)}\n`;
  if (!location.startsWith("gs://")) return writeLocally(path.resolve(location), text);
  const { bucket, object } = parseGcsUrl(location);
  const storage = await loadGcsClient();
  try {
    await storage.bucket(bucket).file(object).save(text, { contentType: "application/json", resumable: false });
  } catch (error) {
    throw explainStorageError(error, { doing: "write the template", url: location, option: "--templateLocation" });
  }
}

async function writeLocally(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (cause) {
    throw new DataflowError({
      summary: `The template can't be written to ${file}.`,
      facts: { error: cause instanceof Error ? cause.message : String(cause) },
      remedies: ["name a file in a folder that may be written to:  --templateLocation=FILE"],
      cause,
    });
  }
}
