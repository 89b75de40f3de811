import * as http from "node:http";
import * as https from "node:https";
import type { Storage } from "@google-cloud/storage";
import { GcsCause } from "./gcs-cause.ts";

/** Which bytes of an object are asked for. */
export interface MediaRequest {
  readonly bucket: string;
  readonly object: string;
  /** The offset of the first byte. */
  readonly start: number;
  /** The generation to read; the newest one when left out. */
  readonly generation: string | undefined;
}

/** The bytes of an object on their way. */
export interface Media {
  readonly bytes: http.IncomingMessage;
  /** The generation that is read. */
  readonly generation: string | undefined;
  /** The length of the whole object, where the answer tells it. */
  readonly objectBytes: number | undefined;
}

/** A connection on which nothing comes for so long is given up. */
const LONGEST_SILENCE_MILLIS = 60_000;

const agentOptions = { keepAlive: true, proxyEnv: process.env };
const agents = { http: new http.Agent(agentOptions), https: new https.Agent(agentOptions) };

/**
 * Asks for the bytes of an object from one place to its end, just as they are stored, whatever its content encoding.
 *
 * This is the one request that isn't left to Google's client: where one of its downloads is closed before its end, it cuts
 * all other requests of the process, and ranges of files always are.
 *
 * @returns undefined where the object ends before `start`
 * @throws GcsCause for every other answer than these bytes
 */
export async function openMedia(client: Storage, request: MediaRequest): Promise<Media | undefined> {
  const { bucket, object, start, generation } = request;
  const url = new URL(`${client.baseUrl}/b/${encodeURIComponent(bucket)}/o/${encodeURIComponent(object)}`);
  url.searchParams.set("alt", "media");
  if (generation !== undefined) url.searchParams.set("generation", generation);
  const signature = await signatureOf(client, url);
  const headers: Record<string, string> = {
    ...signature.headers,
    // With it, objects that are stored in gzip come as they are; without, they are unpacked, and ranges ignored.
    "accept-encoding": "gzip",
    "cache-control": "no-store",
    // An empty object has no range at all.
    ...(start === 0 ? {} : { range: `bytes=${String(start)}-` }),
  };
  const bytes = await get(url, headers);
  const { statusCode = 0 } = bytes;
  if (statusCode === 416) {
    bytes.resume();
    return undefined;
  }
  if (statusCode === 401 && signature.failure !== undefined) {
    bytes.resume();
    throw signature.failure;
  }
  // Whoever answers with the whole object has not read the range.
  if (statusCode !== (start === 0 ? 200 : 206)) throw GcsCause.ofAnswer(statusCode, await textOf(bytes));
  const stored = bytes.headers["x-goog-stored-content-length"];
  return {
    bytes,
    generation: headerOf(bytes, "x-goog-generation"),
    objectBytes: typeof stored === "string" ? Number(stored) : undefined,
  };
}

/** The headers that sign a request, or why there are none. */
interface Signature {
  readonly headers: Readonly<Record<string, string>>;
  readonly failure?: GcsCause;
}

async function signatureOf(client: Storage, url: URL): Promise<Signature> {
  if (client.customEndpoint) return { headers: {} };
  try {
    // Older versions return a plain object.
    return { headers: Object.fromEntries(new Headers(await client.authClient.getRequestHeaders(url.href))) };
  } catch (error) {
    const failure = GcsCause.of(error);
    // What is open to everyone needs none; the client's other requests are made so too.
    if (failure.lacksCredentials) return { headers: {}, failure };
    throw failure;
  }
}

function get(url: URL, headers: Record<string, string>): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const isPlain = url.protocol === "http:";
    const options = { headers, agent: isPlain ? agents.http : agents.https };
    const request = isPlain ? http.get(url, options, resolve) : https.get(url, options, resolve);
    request.on("error", reject);
    request.setTimeout(LONGEST_SILENCE_MILLIS, () => {
      request.destroy(Object.assign(new Error("Cloud Storage has sent nothing for a minute."), { code: "ETIMEDOUT" }));
    });
  });
}

function headerOf({ headers }: http.IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}

const MOST_OF_AN_ERROR = 64 * 1024;

async function textOf(answer: http.IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of answer.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > MOST_OF_AN_ERROR) break;
  }
  return text;
}
