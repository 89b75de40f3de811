import type { IncomingHttpHeaders } from "node:http";
import { gunzipSync } from "node:zlib";
import { Crc32c } from "../../io/filesystems/gcs/crc32c.ts";

/** A request as it has come. */
export interface GcsRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What it is answered with. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface StoredObject {
  readonly bytes: Buffer;
  readonly generation: number;
  readonly updated: string;
}

type Handler = (request: GcsRequest, parts: readonly string[]) => Answer;

/** The objects of some buckets in memory, and Cloud Storage's JSON API to them: as much as the file system makes use of. */
export class GcsObjects {
  /** By bucket, then by name. */
  readonly buckets: Map<string, Map<string, StoredObject>>;
  /** What uploads have sent that are not ended. */
  readonly uploads = new Map<string, { readonly bucket: string; readonly name: string; bytes: Buffer }>();
  /** Rewrites that take another request: their tokens are answered first. */
  rewriteSteps = 1;
  readonly #endpoint: string;
  #generations = 1_000;

  constructor(endpoint: string, buckets: readonly string[]) {
    this.#endpoint = endpoint;
    this.buckets = new Map(buckets.map((name) => [name, new Map<string, StoredObject>()]));
  }

  /** Puts an object into the first bucket. */
  put(name: string, bytes: Uint8Array | string): void {
    this.#store("bucket", name, Buffer.from(bytes as string));
  }

  /** The bytes of an object of the first bucket. */
  get(name: string): Buffer | undefined {
    return this.buckets.get("bucket")?.get(name)?.bytes;
  }

  answer(request: GcsRequest): Answer {
    for (const [method, path, handler] of this.#routes) {
      const found = request.method === method ? path.exec(request.url.pathname) : null;
      if (found !== null) return handler(request, found.slice(1).map(decodeURIComponent));
    }
    return errorAnswer(404, "Not Found");
  }

  readonly #routes: readonly (readonly [string, RegExp, Handler])[] = [
    ["GET", /^\/storage\/v1\/b\/([^/]+)$/, (_, [bucket]) => this.#inBucket(bucket, () => json({ name: bucket }))],
    ["GET", /^\/storage\/v1\/b\/([^/]+)\/o$/, ({ url }, [bucket]) => this.#list(bucket, url.searchParams)],
    ["GET", /^\/storage\/v1\/b\/([^/]+)\/o\/([^/]+)$/, (request, parts) => this.#read(request, parts)],
    ["DELETE", /^\/storage\/v1\/b\/([^/]+)\/o\/([^/]+)$/, (request, parts) => this.#delete(request, parts)],
    [
      "POST",
      /^\/storage\/v1\/b\/([^/]+)\/o\/([^/]+)\/rewriteTo\/b\/([^/]+)\/o\/([^/]+)$/,
      (request, parts) => this.#rewrite(request, parts),
    ],
    ["POST", /^\/upload\/storage\/v1\/b\/([^/]+)\/o$/, (request, [bucket]) => this.#upload(request, bucket)],
    ["PUT", /^\/upload\/session\/([^/]+)$/, (request, [id]) => this.#continue(request, id)],
  ];

  #inBucket(name: string | undefined, act: (objects: Map<string, StoredObject>) => Answer): Answer {
    const objects = this.buckets.get(name ?? "");
    return objects === undefined ? errorAnswer(404, "The specified bucket does not exist.") : act(objects);
  }

  #inObject([bucket, name]: readonly string[], request: GcsRequest, act: (object: StoredObject) => Answer): Answer {
    return this.#inBucket(bucket, (objects) => {
      const object = objects.get(name ?? "");
      const asked = request.url.searchParams.get("generation") ?? request.url.searchParams.get("sourceGeneration");
      const isThere = object !== undefined && (asked === null || asked === String(object.generation));
      return isThere ? act(object) : errorAnswer(404, `No such object: ${String(bucket)}/${String(name)}`);
    });
  }

  #list(bucket: string | undefined, query: URLSearchParams): Answer {
    return this.#inBucket(bucket, (objects) => {
      const [prefix, after] = [query.get("prefix") ?? "", query.get("pageToken") ?? ""];
      const isShallow = query.get("delimiter") === "/";
      const names = [...objects.keys()].sort().filter((name) => name.startsWith(prefix) && name > after);
      const wanted = names.filter((name) => !isShallow || !name.slice(prefix.length).includes("/"));
      const page = wanted.slice(0, Number(query.get("maxResults") ?? 1000));
      const items = page.map((name) => metadataOf(name, objects.get(name)));
      return json({ items, ...(page.length < wanted.length ? { nextPageToken: page.at(-1) } : {}) });
    });
  }

  #read(request: GcsRequest, parts: readonly string[]): Answer {
    return this.#inObject(parts, request, (object) => {
      if (request.url.searchParams.get("alt") !== "media") return json(metadataOf(parts[1] ?? "", object));
      const { bytes, generation } = object;
      const headers = {
        "x-goog-generation": String(generation),
        "x-goog-stored-content-length": String(bytes.length),
        ...(isGzip(bytes) ? { "content-encoding": "gzip" } : {}),
      };
      // Cloud Storage unpacks what is asked for without this, and then knows no ranges.
      const isUnpacked = isGzip(bytes) && request.headers["accept-encoding"] !== "gzip";
      if (isUnpacked) return { status: 200, headers: {}, body: gunzipSync(bytes) };
      const [, start] = /^bytes=(\d+)-$/.exec(request.headers.range ?? "") ?? [];
      if (start === undefined) return { status: 200, headers, body: bytes };
      if (Number(start) >= bytes.length) return errorAnswer(416, "The requested range cannot be satisfied.");
      return { status: 206, headers, body: bytes.subarray(Number(start)) };
    });
  }

  #delete(request: GcsRequest, parts: readonly string[]): Answer {
    return this.#inObject(parts, request, ({ generation }) => {
      const expected = request.url.searchParams.get("ifGenerationMatch");
      if (expected !== null && expected !== String(generation)) return errorAnswer(412, "Precondition Failed");
      this.buckets.get(parts[0] ?? "")?.delete(parts[1] ?? "");
      return { status: 204, headers: {}, body: Buffer.alloc(0) };
    });
  }

  #rewrite(request: GcsRequest, parts: readonly string[]): Answer {
    return this.#inObject(parts, request, ({ bytes }) => {
      const [, , bucket = "", name = ""] = parts;
      if (this.rewriteSteps-- > 1) return json({ done: false, rewriteToken: `step-${String(this.rewriteSteps)}` });
      this.rewriteSteps = 1;
      return this.#inBucket(bucket, () => json({ done: true, resource: this.#store(bucket, name, bytes) }));
    });
  }

  #upload({ url, headers, body }: GcsRequest, bucket = ""): Answer {
    return this.#inBucket(bucket, () => {
      const name = url.searchParams.get("name") ?? "";
      if (url.searchParams.get("uploadType") === "multipart") {
        const [, boundary = ""] = /boundary=(\S+)/.exec(headers["content-type"] ?? "") ?? [];
        const start = body.indexOf("\r\n\r\n", body.indexOf(`--${boundary}`, 1)) + 4;
        return json(this.#store(bucket, name, body.subarray(start, body.lastIndexOf(`\r\n--${boundary}--`))));
      }
      const id = String(this.uploads.size + 1);
      this.uploads.set(id, { bucket, name, bytes: Buffer.alloc(0) });
      return { ...json({}), headers: { location: `${this.#endpoint}/upload/session/${id}` } };
    });
  }

  #continue({ headers, body }: GcsRequest, id = ""): Answer {
    const upload = this.uploads.get(id);
    if (upload === undefined) return errorAnswer(404, "There is no such upload.");
    const [, start, size] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers["content-range"] ?? "") ?? [];
    if (start !== undefined) {
      if (Number(start) !== upload.bytes.length) return errorAnswer(400, "These are not the bytes that follow.");
      upload.bytes = Buffer.concat([upload.bytes, body]);
    }
    if (Number(size) === upload.bytes.length) return json(this.#store(upload.bucket, upload.name, upload.bytes));
    const range = upload.bytes.length === 0 ? {} : { range: `bytes=0-${String(upload.bytes.length - 1)}` };
    return { status: 308, headers: range, body: Buffer.alloc(0) };
  }

  #store(bucket: string, name: string, bytes: Buffer): object {
    const object = { bytes, generation: this.#generations++, updated: new Date().toISOString() };
    this.buckets.get(bucket)?.set(name, object);
    return metadataOf(name, object);
  }
}

function crc32cOf(bytes: Buffer): string {
  const sum = new Crc32c();
  sum.update(bytes);
  return sum.toString();
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function metadataOf(name: string, object: StoredObject | undefined): object {
  const { bytes, generation, updated } = object ?? { bytes: Buffer.alloc(0), generation: 0, updated: "" };
  const crc32c = crc32cOf(bytes);
  const encoding = isGzip(bytes) ? { contentEncoding: "gzip" } : {};
  return { name, size: String(bytes.length), generation: String(generation), updated, crc32c, ...encoding };
}

function json(value: unknown): Answer {
  const headers = { "content-type": "application/json; charset=UTF-8" };
  return { status: 200, headers, body: Buffer.from(JSON.stringify(value)) };
}

/** An answer that tells of an error, in Google's form. */
export function errorAnswer(status: number, message: string): Answer {
  return { ...json({ error: { code: status, message, errors: [{ message, domain: "global" }] } }), status };
}
