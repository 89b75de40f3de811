import { FilePatternError } from "../file-errors.ts";

/** What a `gs://` URL names. */
export interface GcsUrl {
  readonly bucket: string;
  /** The object's whole name, slashes included; `""` where the URL names a bucket. */
  readonly object: string;
}

// What Cloud Storage allows in names of buckets, and no wildcards; it knows the rest.
const url = /^gs:\/\/([a-z0-9][a-z0-9._-]*)(?:\/(.*))?$/is;

/**
 * Takes a `gs://bucket/object` URL apart. Names of objects stand in it as they are: nothing is percent-encoded.
 *
 * @throws FilePatternError when it names no bucket
 */
export function parseGcsUrl(text: string): GcsUrl {
  const [, bucket, object = ""] = url.exec(text) ?? [];
  if (bucket !== undefined) return { bucket, object };
  const isPattern = /^gs:\/\/[^/]*[*?[\]{}]/i.test(text);
  throw new FilePatternError(
    text,
    isPattern ? "the name of a bucket has no wildcards" : "it names no bucket of Cloud Storage",
    "name the bucket, then the object in it:  gs://bucket/folder/file.txt",
  );
}

/** The URL of an object. */
export function gcsUrl({ bucket, object }: GcsUrl): string {
  return `gs://${bucket}/${object}`;
}
