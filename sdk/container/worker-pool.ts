import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { addressOf } from "../harness/rpc/address.ts";
import { addService, makeServer, type RpcServer } from "../harness/rpc/server.ts";
import {
  BeamFnExternalWorkerPool,
  type StartWorkerRequest,
} from "../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { bundleBoot } from "../staging/bundle-boot.ts";

/** What a pool of workers is started with. */
export interface WorkerPoolOptions {
  /** The port to listen on; any that is free when left out. */
  readonly port?: number;
  /** The address to listen on: this host alone when left out, `0.0.0.0` for all that can reach it. */
  readonly host?: string;
  /** Is told what happens: one line at a time. */
  readonly tell?: (text: string) => void;
}

/** A pool that starts workers as processes of their own when runners ask for them. */
export interface RunningWorkerPool {
  /** Where it listens: `host:port`. */
  readonly address: string;
  /** Ends the pool and all its workers. */
  stop(): Promise<void>;
}

/**
 * Starts a pool of workers: what `--environment=external:host:port` names. It knows no program: each worker fetches the
 * one of its job, as it does in a container.
 *
 * @throws RpcError when it can't listen there
 *
 * @example
 * ```ts
 * const pool = await runWorkerPool({ port: 50_000, tell: console.error });
 * process.once("SIGINT", () => void pool.stop());
 * ```
 */
export async function runWorkerPool(options: WorkerPoolOptions = {}): Promise<RunningWorkerPool> {
  const { program } = await bundleBoot();
  const server = makeServer();
  const pool = new ProcessPool(program, server, options.tell ?? (() => undefined));
  addService(server, BeamFnExternalWorkerPool, {
    startWorker: (request) => ({ error: pool.start(request) }),
    stopWorker: ({ workerId }) => ({ error: pool.stopOne(workerId) }),
  });
  pool.address = await server.listen(options.host, options.port);
  return pool;
}

class ProcessPool implements RunningWorkerPool {
  address = "";
  readonly #program: string;
  readonly #server: RpcServer;
  readonly #tell: (text: string) => void;
  readonly #workers = new Map<string, ChildProcess>();

  constructor(program: string, server: RpcServer, tell: (text: string) => void) {
    this.#program = program;
    this.#server = server;
    this.#tell = tell;
  }

  /** Starts a worker; returns what is wrong, or nothing. */
  start(request: StartWorkerRequest): string {
    const { workerId } = request;
    if (this.#workers.has(workerId)) return `A worker ${workerId} runs already.`;
    try {
      const boot = spawn(process.execPath, [this.#program, ...bootArgumentsOf(request)], {
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      });
      this.#workers.set(workerId, boot);
      this.#tell(`worker ${workerId} starts`);
      const ended = (how: string): void => {
        if (this.#workers.delete(workerId)) this.#tell(`worker ${workerId} ${how}`);
      };
      boot.once("error", (error) => ended(`can't be started: ${error.message}`));
      boot.once("exit", (code, signal) =>
        ended(code === 0 ? "has ended" : `failed: ${signal ?? `exit code ${String(code)}`}`),
      );
      return "";
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Begins to stop a worker. Runners also stop workers that have ended by themselves, and that is no error. */
  stopOne(workerId: string): string {
    this.#workers.get(workerId)?.kill("SIGTERM");
    return "";
  }

  async stop(): Promise<void> {
    this.#server.close();
    await Promise.all(
      [...this.#workers.values()].map((worker) => {
        const exit = once(worker, "exit");
        worker.kill("SIGTERM");
        return exit;
      }),
    );
  }
}

/** What a boot program is told by a runner itself elsewhere. */
function bootArgumentsOf(request: StartWorkerRequest): string[] {
  const optional = {
    control_endpoint: request.controlEndpoint,
    logging_endpoint: request.loggingEndpoint,
    artifact_endpoint: request.artifactEndpoint,
  };
  const given = Object.entries(optional).filter(([, endpoint]) => (endpoint?.url ?? "") !== "");
  return [
    `--id=${request.workerId}`,
    `--provision_endpoint=${addressOf(request.provisionEndpoint, "provision")}`,
    ...given.map(([name, endpoint]) => `--${name}=${endpoint?.url ?? ""}`),
  ];
}
