import type { Bucket, File } from "@google-cloud/storage";
import { FileNotFoundError, FilePatternError, FileReadError, FileWriteError } from "../file-errors.ts";
import { inParallel } from "../in-parallel.ts";
import type { FileMetadata, FileReader, FileSystem, FileWriter, ReadOptions } from "../file-system.ts";
import { explainFailure } from "./explain-failure.ts";
import { GcsCause } from "./gcs-cause.ts";
import { loadGcsClient } from "./gcs-client.ts";
import { openGcsReader } from "./gcs-reader.ts";
import { parseGcsUrl, type GcsUrl } from "./gcs-url.ts";
import { openGcsWriter } from "./gcs-writer.ts";
import { isFolder, listObjects } from "./list-objects.ts";
import { matchGcsFiles } from "./match-gcs-files.ts";

/** How many objects are deleted at once. */
const DELETES_AT_ONCE = 32;

/**
 * The objects of Google Cloud Storage, by `gs://bucket/object`. A folder is what the names of objects begin with: it is
 * there as long as there is an object in it.
 */
export const gcsFileSystem: FileSystem = Object.freeze({
  scheme: "gs",

  async match(pattern: string): Promise<readonly FileMetadata[]> {
    return matchGcsFiles(await loadGcsClient(), pattern);
  },

  async openRead(path: string, { start = 0 }: ReadOptions = {}): Promise<FileReader> {
    return openGcsReader(await loadGcsClient(), objectAt(path), start);
  },

  async create(path: string): Promise<FileWriter> {
    return openGcsWriter(await fileAt(path), path);
  },

  async rename(from: string, to: string): Promise<void> {
    const source = await fileAt(from);
    const target = await fileAt(to);
    const generation = await generationOf(source, from);
    if (source.bucket.name === target.bucket.name && source.name === target.name) return;
    try {
      // What is deleted afterwards is what was copied, also when somebody writes there meanwhile, or when it is tried twice.
      await source.bucket.file(source.name, { generation }).copy(target);
      await deleteIfThere(source, generation);
    } catch (error) {
      throw writeError(to, GcsCause.of(error));
    }
  },

  async delete(path: string): Promise<void> {
    const file = await fileAt(path.replace(/\/+$/, ""));
    try {
      await Promise.all([deleteIfThere(file), deleteFolder(file.bucket, `${file.name}/`)]);
    } catch (error) {
      const cause = GcsCause.of(error);
      if (!cause.isNotFound) throw writeError(path, cause);
    }
  },

  mkdirs(path: string): Promise<void> {
    parseGcsUrl(path);
    return Promise.resolve();
  },

  async exists(path: string): Promise<boolean> {
    const { bucket: name, object } = parseGcsUrl(path);
    const bucket = (await loadGcsClient()).bucket(name);
    const folder = object === "" || object.endsWith("/") ? object : `${object}/`;
    try {
      if (object === "") return (await bucket.exists())[0];
      return (folder !== object && (await bucket.file(object).exists())[0]) || (await isFolder(bucket, folder));
    } catch (error) {
      const cause = GcsCause.of(error);
      if (cause.isNotFound) return false;
      throw new FileReadError(path, cause, explainFailure(path, cause, "read"));
    }
  },
});

function objectAt(url: string): GcsUrl {
  const at = parseGcsUrl(url);
  if (at.object !== "") return at;
  throw new FilePatternError(url, "it names a bucket", `name a file in it:  gs://${at.bucket}/file.txt`);
}

async function fileAt(url: string): Promise<File> {
  const { bucket, object } = objectAt(url);
  return (await loadGcsClient()).bucket(bucket).file(object);
}

async function generationOf(file: File, url: string): Promise<string | number> {
  try {
    const [{ generation = "" }] = await file.getMetadata({ fields: "generation" });
    return generation;
  } catch (error) {
    const cause = GcsCause.of(error);
    if (!cause.isNotFound) throw new FileReadError(url, cause, explainFailure(url, cause, "read"));
    const remedies = ["correct the path", "leave the file where it is while the pipeline runs"];
    throw new FileNotFoundError(url, { remedies, cause });
  }
}

async function deleteFolder(bucket: Bucket, prefix: string): Promise<void> {
  for await (const objects of listObjects(bucket, { prefix })) {
    await inParallel(objects, DELETES_AT_ONCE, ({ name }) => deleteIfThere(bucket.file(name)));
  }
}

/** Deletes an object, if its generation is still the same; none there is as good. */
async function deleteIfThere(file: File, generation?: string | number): Promise<void> {
  const unchanged = generation === undefined ? {} : { ifGenerationMatch: generation };
  try {
    await file.delete({ ignoreNotFound: true, ...unchanged });
  } catch (error) {
    if (GcsCause.of(error).status !== 412) throw error;
  }
}

function writeError(path: string, cause: GcsCause): FileWriteError {
  return new FileWriteError(path, cause, explainFailure(path, cause, "write"));
}
