import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedHandleCall,
} from "@grpc/grpc-js";
import type { DescMethod, DescService, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { commonOptions } from "./channel-options.ts";
import { messageWire, nameOf, pathOf } from "./message-wire.ts";
import { RpcError } from "./rpc-error.ts";
import { RpcStream } from "./rpc-stream.ts";

/** What a handler may know about its call. */
export interface ServerCall {
  /** What the caller has sent along; of a name that came more than once, the first value. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Who calls: an address. */
  readonly peer: string;
}

type Asked<M extends DescMethod> = MessageShape<M["input"]>;
type Answer<M extends DescMethod> = MessageInitShape<M["output"]>;

/** What serves a method of each kind. A handler that throws an {@link RpcError} answers with its status. */
export type ServerMethod<M extends DescMethod> = M["methodKind"] extends "unary"
  ? (request: Asked<M>, call: ServerCall) => Promise<Answer<M>> | Answer<M>
  : M["methodKind"] extends "server_streaming"
    ? (request: Asked<M>, call: ServerCall) => AsyncIterable<Answer<M>>
    : M["methodKind"] extends "client_streaming"
      ? (requests: AsyncIterable<Asked<M>>, call: ServerCall) => Promise<Answer<M>>
      : /** The call ends when what this returns has settled. */
        (stream: RpcStream<Answer<M>, Asked<M>>, call: ServerCall) => Promise<void>;

/** The methods of a service that a server answers; the others are unimplemented. */
export type Implementation<S extends DescService> = {
  readonly [Name in keyof S["method"]]?: ServerMethod<S["method"][Name]>;
};

/** A gRPC server. */
export interface RpcServer {
  /** What services are added to: see {@link addService}. */
  readonly server: Server;
  /** Begins to listen; returns the address, with the port that was found where 0 was asked for. */
  listen(host?: string, port?: number): Promise<string>;
  /** Ends it at once, with the calls under way. */
  close(): void;
}

/**
 * Returns a server without services.
 *
 * @example
 * ```ts
 * const server = makeServer();
 * addService(server, BeamFnExternalWorkerPool, { startWorker: (request) => ({}) });
 * const address = await server.listen();
 * ```
 */
export function makeServer(): RpcServer {
  const server = new Server(commonOptions);
  return {
    server,
    async listen(host = "127.0.0.1", port = 0) {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const name = host.includes(":") ? `[${host}]` : host;
      server.bindAsync(`${name}:${String(port)}`, ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(new RpcError(status.UNAVAILABLE, error.message, undefined, error));
      });
      return `${name}:${String(await promise)}`;
    },
    close: () => server.forceShutdown(),
  };
}

/** Serves the methods of a service. */
export function addService<S extends DescService>(
  { server }: RpcServer,
  service: S,
  implementation: Implementation<S>,
): void {
  for (const method of service.methods) {
    // The key is one of the service's; its type is that of its kind, which the switch below follows.
    const serve = (implementation as Record<string, unknown>)[method.localName] as Handler | undefined;
    if (serve === undefined) continue;
    const { read, write } = messageWire(method.output, method.input);
    const handler = handlerOf(method, nameOf(service, method), serve);
    server.register(pathOf(service, method), handler, write, read, grpcKinds[method.methodKind]);
  }
}

const grpcKinds = Object.freeze({
  unary: "unary",
  server_streaming: "serverStream",
  client_streaming: "clientStream",
  bidi_streaming: "bidi",
});

type Handler = (requests: unknown, call: ServerCall) => unknown;
type AnyCall =
  | ServerUnaryCall<unknown, unknown>
  | ServerReadableStream<unknown, unknown>
  | ServerWritableStream<unknown, unknown>
  | ServerDuplexStream<unknown, unknown>;

function handlerOf({ methodKind }: DescMethod, name: string, serve: Handler): UntypedHandleCall {
  const place = { method: name };
  switch (methodKind) {
    case "unary":
      return (call: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<unknown>) => {
        answerWith(() => serve(call.request, factsOf(call)), answer);
      };
    case "client_streaming":
      return (call: ServerReadableStream<unknown, unknown>, answer: sendUnaryData<unknown>) => {
        const requests = new RpcStream<never, unknown>(call, place, () => call.destroy());
        answerWith(() => serve(requests, factsOf(call)), answer);
      };
    case "server_streaming":
      return (call: ServerWritableStream<unknown, unknown>) => {
        const stream = new RpcStream<unknown, never>(call, place, () => call.destroy());
        void finishing(call, async () => {
          for await (const message of serve(call.request, factsOf(call)) as AsyncIterable<unknown>) {
            if (!stream.send(message)) await stream.drained();
            if (call.cancelled) return;
          }
        });
      };
    case "bidi_streaming":
      return (call: ServerDuplexStream<unknown, unknown>) => {
        const stream = new RpcStream<unknown, unknown>(call, place, () => call.destroy());
        void finishing(call, () => serve(stream, factsOf(call)));
      };
  }
}

function answerWith(run: () => unknown, answer: sendUnaryData<unknown>): void {
  Promise.resolve()
    .then(run)
    .then(
      (message) => {
        answer(null, message);
      },
      (error: unknown) => {
        answer(statusOf(error));
      },
    );
}

/** Ends a streaming call when its handler is done. */
async function finishing(
  call: ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>,
  run: () => unknown,
): Promise<void> {
  try {
    await run();
    call.end();
  } catch (error) {
    if (!call.cancelled) call.emit("error", statusOf(error));
  }
}

function statusOf(error: unknown): { code: number; details: string; metadata: Metadata } {
  const code = error instanceof RpcError ? error.status : status.UNKNOWN;
  const text = error instanceof Error ? error.message : String(error);
  return { code, details: error instanceof RpcError ? error.details : text, metadata: new Metadata() };
}

function factsOf(call: AnyCall): ServerCall {
  const metadata = new Map(Object.entries(call.metadata.getMap()).map(([name, value]) => [name, value.toString()]));
  return { metadata, peer: call.getPeer() };
}
