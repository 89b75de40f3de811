import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiError } from "./api-error.ts";
import type { JobExecutor, JobResource } from "./executor.ts";
import { Faults, type ApiMethod, type Fault } from "./faults.ts";
import { JobService } from "./job-service.ts";
import type { JobRecord } from "./job-record.ts";
import { scriptedExecutor } from "./scripted-executor.ts";

/** What the double was sent, and the status that it has answered with; none where the connection was cut. */
export interface RecordedRequest {
  /** The API's method; undefined where there is none at that path. */
  readonly method: ApiMethod | undefined;
  readonly httpMethod: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
  status?: number;
}

/** How a double is. */
export interface DoubleOptions {
  /** What runs the jobs; by default they are done at once. */
  readonly executor?: JobExecutor;
  /** The projects that there are: others are forbidden. Every one when left out. */
  readonly projects?: readonly string[];
  /** How many messages or jobs a page holds; few when left out, so that callers must page. */
  readonly pageSize?: number;
  /**
   * Whether a new job is not found by the first request for it, that the second is answered by a 503, and the third by a
   * job without its state; true when left out.
   */
  readonly isShaky?: boolean;
}

/** A server with Dataflow's job API, at `endpoint`. */
export interface DataflowDouble {
  /** `"http://127.0.0.1:PORT"`. */
  readonly endpoint: string;
  readonly requests: readonly RecordedRequest[];
  /** The jobs in the order of their creation. */
  readonly jobs: readonly JobRecord[];
  /** Makes requests to come go wrong. */
  readonly failNext: (fault: Fault) => void;
  /** Stops listening and cuts all connections; jobs that run are told to stop. */
  close(): Promise<void>;
}

/** Starts a double of Google Cloud Dataflow on a free port of this host. */
export async function startDataflowDouble({
  executor = scriptedExecutor(),
  pageSize = 2,
  isShaky = true,
  ...rest
}: DoubleOptions = {}): Promise<DataflowDouble> {
  const service = new JobService({ executor, pageSize, isShaky, ...rest });
  const faults = new Faults();
  const requests: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    void answer({ service, faults, requests }, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${String(port)}`,
    requests,
    get jobs() {
      return service.records;
    },
    failNext: (fault) => {
      faults.add(fault);
    },
    close: async () => {
      for (const record of service.records) if (record.isActive) record.execution?.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Double {
  readonly service: JobService;
  readonly faults: Faults;
  readonly requests: RecordedRequest[];
}

async function answer(double: Double, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await textOf(request).catch(() => undefined);
  if (text === undefined) return; // the caller has gone
  const url = new URL(request.url ?? "/", "http://double");
  const httpMethod = request.method ?? "GET";
  const route = routeOf(httpMethod, url.pathname);
  const recorded: RecordedRequest = {
    method: route?.method,
    httpMethod,
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: parsed(text),
  };
  double.requests.push(recorded);
  const fault = route === undefined ? undefined : double.faults.take(route.method);
  if (fault?.cut === "before") return void request.socket.destroy();
  const reply = fault?.status === undefined ? await replyTo(double.service, route, recorded) : faultReply(fault);
  if (fault?.cut === "after") return void request.socket.destroy();
  recorded.status = reply.status;
  response.writeHead(reply.status, { "content-type": "application/json; charset=UTF-8", ...fault?.headers });
  response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body));
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

function faultReply({ status = 500, body }: Fault): Reply {
  return { status, body: body ?? new ApiError(status, `The double was told to answer ${String(status)}.`).toJson() };
}

interface Route {
  readonly method: ApiMethod;
  readonly project: string;
  readonly location: string;
  readonly id: string;
}

async function replyTo(service: JobService, route: Route | undefined, request: RecordedRequest): Promise<Reply> {
  try {
    if (route === undefined) throw new ApiError(404, `No method ${request.httpMethod} at ${request.path}.`);
    return { status: 200, body: await call(service, route, request) };
  } catch (error) {
    const told = error instanceof ApiError ? error : new ApiError(500, `The double has failed: ${String(error)}`);
    return { status: told.code, body: told.toJson() };
  }
}

function call(service: JobService, route: Route, { query, body }: RecordedRequest): unknown {
  switch (route.method) {
    case "create":
      return service.create(route, jobOf(body));
    case "update":
      return service.update(route, route.id, jobOf(body));
    case "get":
      return service.get(route, route.id, query);
    case "list":
      return service.list(route, query);
    case "messages":
      return service.messages(route, route.id, query);
    case "metrics":
      return service.metrics(route, route.id);
  }
}

function jobOf(body: unknown): JobResource {
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  throw new ApiError(400, "Invalid JSON payload received.");
}

const jobs = /^\/v1b3\/projects\/([^/]+)\/locations\/([^/]+)\/jobs(?:\/([^/:]+)(?:\/(messages|metrics))?)?$/;

function routeOf(httpMethod: string, path: string): Route | undefined {
  const [, project = "", location = "", id = "", child] = (jobs.exec(path) ?? []).map(decoded);
  const method = methodOf(httpMethod, id !== "", child);
  return project === "" || method === undefined ? undefined : { method, project, location, id };
}

function methodOf(httpMethod: string, hasId: boolean, child: string | undefined): ApiMethod | undefined {
  if (child !== undefined) return httpMethod === "GET" ? (child as "messages" | "metrics") : undefined;
  if (httpMethod === "GET") return hasId ? "get" : "list";
  if (httpMethod === "POST" && !hasId) return "create";
  return httpMethod === "PUT" && hasId ? "update" : undefined;
}

// A group that has matched nothing is undefined, whatever the type says.
function decoded(part: string | undefined): string | undefined {
  return part === undefined ? undefined : decodeURIComponent(part);
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
