import type { FunctionTable } from "../fn/function-table.ts";
import {
  BeamFnExternalWorkerPool,
  type StartWorkerRequest,
} from "../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import type { CallSite } from "../values/call-site.ts";
import { addressOf } from "./rpc/address.ts";
import { addService, makeServer, type RpcServer } from "./rpc/server.ts";
import { startWorker, type Worker } from "./worker.ts";

/** What a worker pool is started with. */
export interface WorkerPoolOptions {
  /** The functions of the program whose job the workers run. */
  readonly functions: FunctionTable;
  /** Where the program made each step, by its full name: for messages. */
  readonly callSites?: ReadonlyMap<string, CallSite>;
  /** Where to listen; this host alone when left out. */
  readonly host?: string;
  /** The port to listen on; any that is free when left out. */
  readonly port?: number;
  /** Called when a worker has ended with an error. */
  readonly onWorkerFailed?: (workerId: string, error: unknown) => void;
  /** Is given the error of each bundle that fails, before the runner hears of it. */
  readonly onBundleFailed?: (error: unknown) => void;
}

/** Starts workers in this process when a runner asks for them: the environments LOOPBACK and EXTERNAL. */
export interface WorkerPool {
  /** Where it listens, to be put into the environment of the pipeline. */
  readonly address: string;
  /** The workers that run now, by id. */
  readonly workers: ReadonlyMap<string, Worker>;
  /** Ends the pool and all its workers. */
  stop(): Promise<void>;
}

/**
 * Starts a worker pool.
 *
 * @throws RpcError when it can't listen there
 */
export async function startWorkerPool(options: WorkerPoolOptions): Promise<WorkerPool> {
  const server = makeServer();
  const pool = new InProcessPool(options, server);
  addService(server, BeamFnExternalWorkerPool, {
    startWorker: (request) => ({ error: pool.start(request) }),
    stopWorker: ({ workerId }) => ({ error: pool.stopOne(workerId) }),
  });
  pool.address = await server.listen(options.host, options.port);
  return pool;
}

class InProcessPool implements WorkerPool {
  address = "";
  readonly #options: WorkerPoolOptions;
  readonly #server: RpcServer;
  readonly #workers = new Map<string, Worker>();

  constructor(options: WorkerPoolOptions, server: RpcServer) {
    this.#options = options;
    this.#server = server;
  }

  get workers(): ReadonlyMap<string, Worker> {
    return this.#workers;
  }

  /** Starts a worker; returns what is wrong, or nothing. */
  start(request: StartWorkerRequest): string {
    const { workerId, loggingEndpoint, provisionEndpoint } = request;
    if (this.#workers.has(workerId)) return `A worker ${workerId} runs already.`;
    try {
      const { functions, callSites, onBundleFailed } = this.#options;
      const worker = startWorker({
        id: workerId,
        controlEndpoint: addressOf(request.controlEndpoint, "control"),
        ...(isNamed(loggingEndpoint) ? { loggingEndpoint: addressOf(loggingEndpoint, "logging") } : {}),
        ...(isNamed(provisionEndpoint) ? { provisionEndpoint: addressOf(provisionEndpoint, "provision") } : {}),
        functions,
        ...(callSites === undefined ? {} : { callSites }),
        ...(onBundleFailed === undefined ? {} : { onBundleFailed }),
      });
      this.#workers.set(workerId, worker);
      void worker.finished
        .catch((error: unknown) => this.#options.onWorkerFailed?.(workerId, error))
        .finally(() => this.#workers.delete(workerId));
      return "";
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Begins to stop a worker; returns what is wrong, or nothing. */
  stopOne(workerId: string): string {
    const worker = this.#workers.get(workerId);
    // Runners also stop workers that have ended by themselves.
    void worker?.stop();
    return "";
  }

  async stop(): Promise<void> {
    this.#server.close();
    await Promise.all([...this.#workers.values()].map((worker) => worker.stop()));
  }
}

function isNamed(endpoint: { readonly url: string } | undefined): boolean {
  return endpoint !== undefined && endpoint.url !== "";
}
