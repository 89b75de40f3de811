import type { Bucket, Storage } from "@google-cloud/storage";
import { FilePatternError, FileReadError } from "../file-errors.ts";
import type { FileMetadata } from "../file-system.ts";
import { parseGlob, type Glob } from "../glob.ts";
import { explainFailure } from "./explain-failure.ts";
import { GcsCause } from "./gcs-cause.ts";
import { gcsUrl, parseGcsUrl } from "./gcs-url.ts";
import { factsOf, isFolder, LISTED_FIELDS, listObjects, type ListedObject } from "./list-objects.ts";
import { literalPrefix } from "./literal-prefix.ts";

/** Finds the objects that a pattern stands for; see `FileSystem.match`. */
export async function matchGcsFiles(client: Storage, pattern: string): Promise<readonly FileMetadata[]> {
  const at = parseGcsUrl(pattern);
  const bucket = client.bucket(at.bucket);
  const glob = parseGlob(at.object);
  try {
    const found = typeof glob === "string" ? await findOne(bucket, glob) : await search(bucket, at.object, glob);
    if (found === "folder") {
      const inIt = `${pattern.replace(/\/$/, "")}/*`;
      throw new FilePatternError(pattern, "it is a folder", `name the files in it:  ${inIt}`);
    }
    return found.map((object) => metadataOf(at.bucket, object)).sort((a, b) => (a.path < b.path ? -1 : 1));
  } catch (error) {
    if (error instanceof FilePatternError) throw error;
    const cause = GcsCause.of(error);
    throw new FileReadError(pattern, cause, explainFailure(pattern, cause, "read"));
  }
}

async function findOne(bucket: Bucket, name: string): Promise<readonly ListedObject[] | "folder"> {
  const isPlace = name === "" || name.endsWith("/");
  if (!isPlace) {
    try {
      const [metadata] = await bucket.file(name).getMetadata({ fields: LISTED_FIELDS });
      return [{ name, ...factsOf(metadata) }];
    } catch (error) {
      if (!GcsCause.of(error).isNotFound) throw error;
    }
  }
  // Where the bucket itself is missing, the listing fails.
  return (await isFolder(bucket, isPlace ? name : `${name}/`)) ? "folder" : [];
}

async function search(bucket: Bucket, pattern: string, glob: Glob): Promise<readonly ListedObject[]> {
  const prefix = literalPrefix(pattern);
  // Where the wildcards are those of one name, what lies in folders need not be listed.
  const isShallow = !/\/|\*\*/.test(pattern.slice(prefix.length));
  const skipped = glob.base === "" || glob.base.endsWith("/") ? glob.base.length : glob.base.length + 1;
  const found: ListedObject[] = [];
  for await (const objects of listObjects(bucket, { prefix, isShallow })) {
    // Names that end in a slash stand for folders in the console of Google Cloud.
    found.push(...objects.filter(({ name }) => !name.endsWith("/") && glob.isMatch(name.slice(skipped))));
  }
  return found;
}

function metadataOf(bucket: string, { name, ...facts }: ListedObject): FileMetadata {
  return { path: gcsUrl({ bucket, object: name }), ...facts, isReadSeekEfficient: true };
}
