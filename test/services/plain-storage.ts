import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Crc32c } from "../../io/filesystems/gcs/crc32c.ts";

/** An object that a {@link PlainStorage} holds. */
export interface StoredObject {
  readonly bytes: Buffer;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly generation: number;
}

/** One request that it was sent. */
export interface StorageCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
}

/** What goes wrong with some requests: a status, or a connection that is cut before it is answered. */
export type StorageFault = (call: StorageCall) => number | "cut" | undefined;

/**
 * As much of Cloud Storage's JSON API as staging needs, for what a real double can't do: to forbid, to break, to be short
 * of quota.
 */
export interface PlainStorage {
  /** What `STORAGE_EMULATOR_HOST` must be. */
  readonly endpoint: string;
  /** By `bucket/name`. */
  readonly objects: Map<string, StoredObject>;
  readonly calls: readonly StorageCall[];
  fault: StorageFault | undefined;
  close(): Promise<void>;
}

/** Starts one on a free port of this host. */
export async function startPlainStorage(...buckets: readonly string[]): Promise<PlainStorage> {
  const objects = new Map<string, StoredObject>();
  const calls: StorageCall[] = [];
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const storage: PlainStorage = {
    endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    objects,
    calls,
    fault: undefined,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", storage.endpoint);
    const call = { method: request.method ?? "GET", path: decodeURIComponent(url.pathname), query: url.searchParams };
    calls.push(call);
    const body = await bodyOf(request).catch(() => undefined);
    if (body === undefined) return; // the caller has given it up
    const fault = storage.fault?.(call);
    if (fault === "cut") return void request.socket.destroy();
    const reply = fault === undefined ? replyTo(call, request, body) : { status: fault, body: errorBody(fault) };
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
    response.end(JSON.stringify(reply.body));
  }

  /** What a resumable upload was begun with, and what has arrived of it, by its id. */
  const begun = new Map<string, { readonly resource: Part["resource"]; bytes: Buffer }>();

  function replyTo(call: StorageCall, request: IncomingMessage, body: Buffer): Reply {
    const [, bucket = "", name] = /\/b\/([^/]+)(?:\/o(?:\/(.+))?)?$/.exec(call.path) ?? [];
    if (!buckets.includes(bucket)) return notThere;
    if (call.method === "GET") return name === undefined ? { status: 200, body: { name: bucket } } : get(bucket, name);
    if (call.query.has("upload_id")) return goOn(bucket, call, request, body);
    return call.query.get("uploadType") === "resumable"
      ? begin(call, body)
      : put(bucket, call.query, partsOf(request, body));
  }

  function get(bucket: string, name: string): Reply {
    const found = objects.get(`${bucket}/${name}`);
    return found === undefined ? notThere : { status: 200, body: resource(bucket, name, found) };
  }

  function begin({ path, query }: StorageCall, body: Buffer): Reply {
    const id = String(calls.length);
    begun.set(id, { resource: JSON.parse(body.toString()) as Part["resource"], bytes: Buffer.alloc(0) });
    const location = `${storage.endpoint}${path}?upload_id=${id}&${query.toString()}`;
    return { status: 200, body: {}, headers: { location } };
  }

  /** Takes a part, the last of which says how many bytes there are in all, or says how many have arrived. */
  function goOn(bucket: string, { query }: StorageCall, request: IncomingMessage, body: Buffer): Reply {
    const upload = begun.get(query.get("upload_id") ?? "");
    if (upload === undefined) return notThere;
    const range = request.headers["content-range"] ?? "";
    upload.bytes = Buffer.concat([upload.bytes, body]);
    if (!range.startsWith("bytes */") && !range.endsWith("/*")) return put(bucket, query, upload);
    const last = upload.bytes.length - 1;
    return { status: 308, body: {}, headers: last < 0 ? {} : { range: `bytes=0-${String(last)}` } };
  }

  function put(bucket: string, query: URLSearchParams, { bytes, resource: given }: Part): Reply {
    const name = query.get("name") ?? String(given.name);
    const before = objects.get(`${bucket}/${name}`);
    const wanted = query.get("ifGenerationMatch");
    if (wanted !== null && Number(wanted) !== (before?.generation ?? 0)) return { status: 412, body: errorBody(412) };
    const object = { bytes, metadata: given, generation: (before?.generation ?? 0) + 1 };
    objects.set(`${bucket}/${name}`, object);
    return { status: 200, body: resource(bucket, name, object) };
  }

  return storage;
}

function resource(bucket: string, name: string, { bytes, metadata, generation }: StoredObject): object {
  const crc32c = new Crc32c();
  crc32c.update(bytes);
  const size = String(bytes.length);
  return { ...metadata, bucket, name, size, generation: String(generation), crc32c: crc32c.toString() };
}

function errorBody(code: number): object {
  return { error: { code, message: `The storage was told to answer ${String(code)}.` } };
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const notThere: Reply = { status: 404, body: errorBody(404) };

interface Part {
  readonly bytes: Buffer;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** Takes a body of `multipart/related` apart: the object's resource as JSON, then its contents. */
function partsOf(request: IncomingMessage, body: Buffer): Part {
  const [, boundary = ""] = /boundary="?([^\s"]+)/.exec(request.headers["content-type"] ?? "") ?? [];
  const [, first = "", second = ""] = body.toString("latin1").split(`--${boundary}`);
  const contentsOf = (part: string): string => part.slice(part.indexOf("\r\n\r\n") + 4, -2);
  return {
    resource: JSON.parse(contentsOf(first)) as Readonly<Record<string, unknown>>,
    bytes: Buffer.from(contentsOf(second), "latin1"),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
