import { findFileSystem } from "../../../io/filesystems/find-file-system.ts";

const chunkBytes = 64 * 1024;

/**
 * Reads what a job has staged.
 *
 * @param url - `"gs://bucket/staging/pipeline-2c26.pb"`, the `pipelineUrl` of the job's options
 * @throws FileNotFoundError when there is no such object
 * @throws FileReadError when it can't be read
 */
export async function readStaged(url: string): Promise<Uint8Array> {
  const fileSystem = await findFileSystem(url);
  await using file = await fileSystem.openRead(url);
  const chunks: Uint8Array[] = [];
  for (;;) {
    const chunk = new Uint8Array(chunkBytes);
    const count = await file.read(chunk);
    if (count === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, count));
  }
}
