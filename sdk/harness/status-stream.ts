import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  BeamFnWorkerStatus,
  type WorkerStatusRequest,
  type WorkerStatusResponseSchema,
} from "../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { makeClient, type RpcClient } from "./rpc/client.ts";
import type { RpcStream } from "./rpc/rpc-stream.ts";

/** Answers a runner that asks how a worker is. */
export class StatusStream {
  readonly #client: RpcClient<typeof BeamFnWorkerStatus>;
  readonly #stream: RpcStream<MessageInitShape<typeof WorkerStatusResponseSchema>, WorkerStatusRequest>;

  /** @param describe - returns the worker's state, for people */
  constructor(address: string, workerId: string, describe: () => string) {
    this.#client = makeClient(BeamFnWorkerStatus, address, { metadata: { worker_id: workerId } });
    this.#stream = this.#client.workerStatus();
    void this.#answer(describe);
  }

  /** Ends the stream. */
  async end(): Promise<void> {
    await this.#stream.finish();
    this.#client.close();
  }

  async #answer(describe: () => string): Promise<void> {
    try {
      for await (const { id } of this.#stream) {
        if (!this.#stream.send({ id, statusInfo: describe() })) await this.#stream.drained();
      }
    } catch {
      // Nobody asks any more. Whether the runner is gone is told by the control stream.
    }
  }
}
