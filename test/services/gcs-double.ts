import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach } from "vitest";
import { errorAnswer, GcsObjects, type Answer, type GcsRequest } from "./gcs-objects.ts";

/** What goes wrong with a request instead of, or while, it is answered. */
export type GcsFault =
  /** It is answered so, and not done. */
  | { readonly status: number; readonly message?: string }
  /** The connection is cut before it is done. */
  | "cut before"
  /** It is done, but the connection is cut before the answer. */
  | "cut after"
  /** So many bytes of the answer's body are sent, then the connection is cut. */
  | { readonly cutAfterBytes: number }
  /** So many bytes of an upload are kept, then it is answered with 503. */
  | { readonly keepBytes: number };

/** A small Cloud Storage of its own, that fails when it is asked to. */
export interface GcsDouble {
  readonly endpoint: string;
  readonly objects: GcsObjects;
  /** What it was asked for: `GET /storage/v1/b/bucket/o?prefix=a`. */
  readonly requests: readonly string[];
  /** How many answers are under way. */
  openAnswers(): number;
  /** Cuts all connections, and takes no new ones before what it returns is called. */
  goAway(): () => Promise<void>;
  /** Lets the next requests whose line matches go wrong, one fault each. */
  fail(line: RegExp, ...faults: readonly GcsFault[]): void;
}

/**
 * Starts a double of Cloud Storage for each test, with a bucket `bucket`, and names it in `STORAGE_EMULATOR_HOST`. Unlike
 * fake-gcs-server it answers wrongly on demand, and knows how far a resumable upload has come.
 */
export function useGcsDouble(): () => GcsDouble {
  let double: GcsDouble | undefined;
  let server: http.Server | undefined;
  beforeEach(async () => {
    server = http.createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    // A server that listens on an interface has the address of one.
    const { port } = server.address() as AddressInfo;
    double = serve(server, `http://127.0.0.1:${String(port)}`);
    process.env.STORAGE_EMULATOR_HOST = double.endpoint;
  });
  afterEach(() => {
    delete process.env.STORAGE_EMULATOR_HOST;
    server?.close();
    server?.closeAllConnections();
  });
  return () => {
    if (double === undefined) throw new Error("The double is asked for before it was started.");
    return double;
  };
}

function serve(server: http.Server, endpoint: string): GcsDouble {
  const objects = new GcsObjects(endpoint, ["bucket"]);
  const requests: string[] = [];
  const plans: { readonly line: RegExp; readonly faults: GcsFault[] }[] = [];
  let open = 0;
  server.on("request", (message: http.IncomingMessage, response: http.ServerResponse) => {
    open++;
    response.on("close", () => open--);
    void bodyOf(message).then((body) => {
      if (body === undefined) return;
      const line = `${message.method ?? ""} ${message.url ?? ""}`;
      requests.push(line);
      const plan = plans.find(({ line: wanted, faults }) => faults.length > 0 && wanted.test(line));
      const url = new URL(message.url ?? "", endpoint);
      const request = { method: message.method ?? "", url, headers: message.headers, body };
      answer(response, objects, request, plan?.faults.shift());
    });
  });
  return {
    endpoint,
    objects,
    requests,
    openAnswers: () => open,
    goAway() {
      server.close();
      server.closeAllConnections();
      return async () => {
        server.listen(Number(new URL(endpoint).port), "127.0.0.1");
        await once(server, "listening");
      };
    },
    fail: (line, ...faults) => plans.push({ line, faults: [...faults] }),
  };
}

/** Returns undefined where the client has given up meanwhile. */
async function bodyOf(message: http.IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

function answer(
  response: http.ServerResponse,
  objects: GcsObjects,
  request: GcsRequest,
  fault: GcsFault | undefined,
): void {
  if (fault === "cut before") {
    response.destroy();
    return;
  }
  if (typeof fault === "object" && "status" in fault) {
    send(response, errorAnswer(fault.status, fault.message ?? "asked for by the test"));
    return;
  }
  if (typeof fault === "object" && "keepBytes" in fault) {
    objects.answer({ ...request, body: request.body.subarray(0, fault.keepBytes) });
    send(response, errorAnswer(503, "Service Unavailable"));
    return;
  }
  const right = objects.answer(request);
  if (fault === "cut after") response.destroy();
  else if (fault === undefined) send(response, right);
  else {
    response.writeHead(right.status, { ...right.headers, "content-length": right.body.length });
    response.write(right.body.subarray(0, fault.cutAfterBytes), () => response.destroy());
  }
}

function send(response: http.ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, "content-length": body.length });
  response.end(body);
}
