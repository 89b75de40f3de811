import { Client as GrpcClient, credentials, Metadata, type CallOptions as GrpcCallOptions } from "@grpc/grpc-js";
import type { DescMethod, DescService, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { clientOptions } from "./channel-options.ts";
import { messageWire, nameOf, pathOf } from "./message-wire.ts";
import { asRpcError, type RpcPlace } from "./rpc-error.ts";
import { RpcStream } from "./rpc-stream.ts";

/** What may be said about one call. */
export interface CallOptions {
  /** Ends the call when it is aborted. */
  readonly signal?: AbortSignal;
  /** Fails the call when it has not ended by then. Nothing is assumed for streams; unary calls wait for ever too. */
  readonly timeoutMillis?: number;
  /** Sent beside the client's own. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What may be said about a client. */
export interface ClientOptions {
  /** Sent with every call. */
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * Whether the client gets a connection of its own; clients of one address share one otherwise. A stream that is not
   * read holds up everything on its connection in the end.
   */
  readonly hasOwnConnection?: boolean;
}

/** A call whose requests are a stream, and its one answer. */
export interface ClientStreamingCall<Sent, Received> {
  readonly requests: RpcStream<Sent, never>;
  readonly response: Promise<Received>;
}

type Sent<M extends DescMethod> = MessageInitShape<M["input"]>;
type Received<M extends DescMethod> = MessageShape<M["output"]>;

/** How a method of each kind is called. */
export type ClientMethod<M extends DescMethod> = M["methodKind"] extends "unary"
  ? (request: Sent<M>, options?: CallOptions) => Promise<Received<M>>
  : M["methodKind"] extends "server_streaming"
    ? (request: Sent<M>, options?: CallOptions) => RpcStream<never, Received<M>>
    : M["methodKind"] extends "client_streaming"
      ? (options?: CallOptions) => ClientStreamingCall<Sent<M>, Received<M>>
      : (options?: CallOptions) => RpcStream<Sent<M>, Received<M>>;

/** The methods of a service as functions, and the end of its connection. */
export type RpcClient<S extends DescService> = {
  readonly [Name in keyof S["method"]]: ClientMethod<S["method"][Name]>;
} & {
  /** Ends the connection once its calls have ended. */
  close(): void;
};

/**
 * Returns a client of the service at an address (`host:port`, or another gRPC target). Nothing is sent before the first
 * call, and no call ever waits for response headers, which some runners send with their first message only.
 *
 * @example
 * ```ts
 * const jobs = makeClient(JobService, "localhost:8099");
 * const { preparationId } = await jobs.prepare({ jobName, pipeline });
 * for await (const { state } of jobs.getStateStream({ jobId })) console.log(state);
 * ```
 */
export function makeClient<S extends DescService>(
  service: S,
  address: string,
  options: ClientOptions = {},
): RpcClient<S> {
  const client = new GrpcClient(
    address,
    credentials.createInsecure(),
    clientOptions(options.hasOwnConnection ?? false),
  );
  const methods = service.methods.map((method) => {
    const place: RpcPlace = { method: nameOf(service, method), address };
    const caller = new MethodCaller({ client, path: pathOf(service, method), method, place }, options.metadata ?? {});
    return [method.localName, caller.asFunction()] as const;
  });
  // Each is made by its method's kind, which the compiler can't follow through a list.
  return { ...Object.fromEntries(methods), close: () => client.close() } as unknown as RpcClient<S>;
}

interface CallerParts {
  readonly client: GrpcClient;
  readonly path: string;
  readonly method: DescMethod;
  readonly place: RpcPlace;
}

class MethodCaller {
  readonly #parts: CallerParts;
  readonly #metadata: Readonly<Record<string, string>>;
  readonly #wire: ReturnType<typeof messageWire>;

  constructor(parts: CallerParts, metadata: Readonly<Record<string, string>>) {
    this.#parts = parts;
    this.#metadata = metadata;
    this.#wire = messageWire(parts.method.input, parts.method.output);
  }

  asFunction(): unknown {
    switch (this.#parts.method.methodKind) {
      case "unary":
        return (request: MessageInitShape<DescMethod["input"]>, options?: CallOptions) => this.#unary(request, options);
      case "server_streaming":
        return (request: MessageInitShape<DescMethod["input"]>, options?: CallOptions) =>
          this.#serverStreaming(request, options);
      case "client_streaming":
        return (options?: CallOptions) => this.#clientStreaming(options);
      case "bidi_streaming":
        return (options?: CallOptions) => this.#bidiStreaming(options);
    }
  }

  #unary(request: MessageInitShape<DescMethod["input"]>, options: CallOptions = {}): Promise<unknown> {
    const { client, path, place } = this.#parts;
    const { write, read } = this.#wire;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const stop = onAbort(options.signal, () => call.cancel());
    const call = client.makeUnaryRequest(
      path,
      write,
      read,
      request,
      this.#headers(options),
      limits(options),
      (error, answer) => {
        stop();
        if (error === null) resolve(answer);
        else reject(asRpcError(error, place));
      },
    );
    if (options.signal?.aborted === true) call.cancel();
    return promise;
  }

  #serverStreaming(
    request: MessageInitShape<DescMethod["input"]>,
    options: CallOptions = {},
  ): RpcStream<never, unknown> {
    const { client, path, place } = this.#parts;
    const { write, read } = this.#wire;
    const call = client.makeServerStreamRequest(path, write, read, request, this.#headers(options), limits(options));
    return cancellable(new RpcStream(call, place, () => call.cancel()), options.signal);
  }

  #clientStreaming(options: CallOptions = {}): ClientStreamingCall<unknown, unknown> {
    const { client, path, place } = this.#parts;
    const { write, read } = this.#wire;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const call = client.makeClientStreamRequest(
      path,
      write,
      read,
      this.#headers(options),
      limits(options),
      (error, answer) => {
        if (error === null) resolve(answer);
        else reject(asRpcError(error, place));
      },
    );
    // That the call has failed may be found while sending, before anybody awaits the answer.
    promise.catch(() => undefined);
    const requests = new RpcStream<unknown, never>(call, place, () => call.cancel());
    return { requests: cancellable(requests, options.signal), response: promise };
  }

  #bidiStreaming(options: CallOptions = {}): RpcStream<unknown, unknown> {
    const { client, path, place } = this.#parts;
    const { write, read } = this.#wire;
    const call = client.makeBidiStreamRequest(path, write, read, this.#headers(options), limits(options));
    return cancellable(new RpcStream(call, place, () => call.cancel()), options.signal);
  }

  #headers({ metadata = {} }: CallOptions): Metadata {
    const headers = new Metadata();
    for (const [name, value] of Object.entries({ ...this.#metadata, ...metadata })) headers.set(name, value);
    return headers;
  }
}

function limits({ timeoutMillis }: CallOptions): GrpcCallOptions {
  return timeoutMillis === undefined ? {} : { deadline: Date.now() + timeoutMillis };
}

function cancellable<Sent, Received>(
  stream: RpcStream<Sent, Received>,
  signal: AbortSignal | undefined,
): RpcStream<Sent, Received> {
  const stop = onAbort(signal, () => stream.cancel());
  if (signal?.aborted === true) stream.cancel();
  void stream.closed.then(stop);
  return stream;
}

/** Calls `act` when the signal is aborted, until the function that it returns is called. */
function onAbort(signal: AbortSignal | undefined, act: () => void): () => void {
  signal?.addEventListener("abort", act, { once: true });
  return () => signal?.removeEventListener("abort", act);
}
