import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Bucket, Storage } from "@google-cloud/storage";
import { loadGcsClient } from "../../../io/filesystems/gcs/gcs-client.ts";
import { GcsCause } from "../../../io/filesystems/gcs/gcs-cause.ts";
import { gcsUrl, parseGcsUrl } from "../../../io/filesystems/gcs/gcs-url.ts";
import { inParallel } from "../../../io/filesystems/in-parallel.ts";
import { withRetries } from "../client/retry.ts";
import { DataflowError } from "../dataflow-errors.ts";
import type { Upload } from "../plan.ts";
import { explainStorageError } from "./storage-error.ts";

/** Files that are to lie in Cloud Storage. */
export interface StageRequest {
  readonly uploads: readonly Upload[];
  /** `gs://bucket/folder` for what the job leaves behind while it runs: its bucket must be there, too. */
  readonly tempLocation: string;
  /** Is told how far it is. */
  readonly tell?: (text: string) => void;
}

/** What lies there afterwards. */
export interface StagedUploads {
  /** The URLs of those that were not there before. */
  readonly uploaded: readonly string[];
  /** How many were there already, with the same contents. */
  readonly found: number;
}

/** How many files are looked for, or on the way, at a time. */
const mostAtOnce = 8;
/** From here on an upload goes in parts, each of which is sent again by itself when the connection breaks. */
const resumableBytes = 5 * 1024 * 1024;
/** What is kept of a large file until it has arrived: only that much can be sent again. */
const partBytes = 8 * 1024 * 1024;
/** For how long an upload is begun anew that comes to nothing. */
const patienceMillis = 60_000;

/**
 * Makes files lie in Cloud Storage: those are uploaded that are not there already. None can be seen before it is whole.
 *
 * @throws DataflowError when a bucket is not there, or is closed to whoever asks; it names what was uploaded before
 */
export async function stageUploads(request: StageRequest): Promise<StagedUploads> {
  const { tell = () => undefined } = request;
  const uploads = [...new Map(request.uploads.map((upload) => [upload.url, upload])).values()];
  const storage = await loadGcsClient();
  await checkBuckets(storage, request.tempLocation, uploads);
  const total = uploads.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  tell(`staging ${counted(uploads.length)} (${megabytes(total)} MB)`);
  const uploaded: string[] = [];
  await inParallel(uploads, mostAtOnce, async (upload) => {
    const stager = new UploadStager(storage, upload);
    if (await stager.isThere()) return;
    await stager.send();
    uploaded.push(upload.url);
  }).catch((error: unknown) => {
    throw withLeftBehind(error, uploaded);
  });
  const found = uploads.length - uploaded.length;
  tell(found === 0 ? "staged" : `staged: ${String(uploaded.length)} sent, ${String(found)} were there already`);
  return { uploaded, found };
}

/** How many of the files that were left behind are named. */
const mostNamed = 10;

/** Returns an error that names the files that lie in Cloud Storage for nothing, for the time being. */
export function withLeftBehind(error: unknown, uploaded: readonly string[]): unknown {
  if (!(error instanceof DataflowError) || uploaded.length === 0) return error;
  const { summary, facts, remedies, cause } = error;
  const more = uploaded.length > mostNamed ? [`and ${String(uploaded.length - mostNamed)} more`] : [];
  return new DataflowError({
    summary,
    facts: { ...facts, "staged, and left there": [...uploaded.slice(0, mostNamed), ...more].join("\n") },
    remedies,
    cause,
  });
}

/** A bucket is looked at by one request, before megabytes are sent to one that is not there. */
async function checkBuckets(storage: Storage, tempLocation: string, uploads: readonly Upload[]): Promise<void> {
  const buckets = new Map([[parseGcsUrl(tempLocation).bucket, "--tempLocation"]]);
  for (const { url } of uploads) buckets.set(parseGcsUrl(url).bucket, "--stagingLocation");
  await Promise.all(
    [...buckets].map(async ([bucket, option]) => {
      try {
        await storage.bucket(bucket).getMetadata();
      } catch (error) {
        // To use a bucket's objects takes no permission to look at the bucket itself: the first upload will tell.
        if (GcsCause.of(error).status === 403) return;
        const url = gcsUrl({ bucket, object: "" });
        throw explainStorageError(error, { doing: "stage the job's files", url, option });
      }
    }),
  );
}

/** What is looked at of an object that is there. */
interface Known {
  readonly size?: string | number;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly generation?: string | number;
}

/** Brings one file to its place. */
class UploadStager {
  readonly #upload: Upload;
  readonly #bucket: Bucket;
  readonly #object: string;
  /** Of what lies in its place, with other contents; 0 where there is nothing. */
  #generation: number | string = 0;

  constructor(storage: Storage, upload: Upload) {
    const { bucket, object } = parseGcsUrl(upload.url);
    this.#upload = upload;
    this.#bucket = storage.bucket(bucket);
    this.#object = object;
  }

  /** Says whether an object of its name, size and hash is there. */
  async isThere(): Promise<boolean> {
    const { sha256, sizeBytes } = this.#upload;
    try {
      const [known] = (await this.#bucket.file(this.#object).getMetadata()) as [Known, ...unknown[]];
      this.#generation = known.generation ?? 0;
      return Number(known.size) === sizeBytes && known.metadata?.sha256 === sha256;
    } catch (error) {
      // Who may only add objects is not told which there are.
      const { status } = GcsCause.of(error);
      if (status === 404 || status === 403) return false;
      throw this.#failed(error);
    }
  }

  /** Uploads it, unless somebody else has in the meantime. */
  async send(): Promise<void> {
    try {
      await withRetries(() => this.#attempt(), {
        patienceMillis,
        judge: (error) => ({ error, mayPass: !(error instanceof DataflowError) && GcsCause.of(error).isPassing }),
      });
    } catch (error) {
      if (error instanceof DataflowError) throw error;
      if (GcsCause.of(error).status === 412 && (await this.isThere())) return;
      throw this.#failed(error);
    }
  }

  /** Google's client begins no stream anew once it has read of it. */
  #attempt(): Promise<void> {
    const { source, sha256, sizeBytes } = this.#upload;
    const hash = createHash("sha256");
    const measured = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
      flush: (done) => {
        // An upload whose source fails never comes to its end, so that nothing lies there.
        done(hash.digest("hex") === sha256 ? null : changed(this.#upload));
      },
    });
    const object = this.#bucket.file(this.#object).createWriteStream({
      resumable: sizeBytes >= resumableBytes,
      chunkSize: partBytes,
      contentType: "application/octet-stream",
      metadata: { metadata: { sha256 } },
      preconditionOpts: { ifGenerationMatch: this.#generation },
    });
    const contents = "path" in source ? createReadStream(source.path) : Readable.from([Buffer.from(source.bytes)]);
    return pipeline(contents, measured, object);
  }

  #failed(error: unknown): DataflowError {
    const { name, url } = this.#upload;
    return explainStorageError(error, { doing: `stage "${name}"`, url, option: "--stagingLocation" });
  }
}

function changed({ name, source }: Upload): DataflowError {
  return new DataflowError({
    summary: `The file "${name}" has changed while it was staged.`,
    ...("path" in source ? { facts: { file: source.path } } : {}),
    remedies: ["submit the job again, when nothing writes to it"],
  });
}

const counted = (count: number): string => (count === 1 ? "1 file" : `${String(count)} files`);
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
