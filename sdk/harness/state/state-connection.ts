import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  BeamFnState,
  type StateKey,
  type StateRequest,
  type StateRequestSchema,
  type StateResponse,
} from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { PurlinError } from "../../values/purlin-error.ts";
import { makeClient, type RpcClient } from "../rpc/client.ts";
import type { RpcStream } from "../rpc/rpc-stream.ts";

/** What is asked of a runner's state. */
export interface StateQuestion {
  readonly instructionId: string;
  readonly key: StateKey;
  readonly request: Exclude<MessageInitShape<typeof StateRequestSchema>["request"], undefined>;
}

/** The state stream to one address. Requests of all bundles are under way at the same time; each has its answer. */
export class StateConnection {
  readonly #client: RpcClient<typeof BeamFnState>;
  readonly #stream: RpcStream<MessageInitShape<typeof StateRequestSchema>, StateResponse>;
  readonly #waiting = new Map<string, PromiseWithResolvers<StateResponse>>();
  #asked = 0;
  #failure: Error | undefined;

  constructor(address: string, workerId: string) {
    this.#client = makeClient(BeamFnState, address, { metadata: { worker_id: workerId }, hasOwnConnection: true });
    this.#stream = this.#client.state();
    void this.#receive(address);
  }

  /** Why the stream has ended, if it has. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws StateRequestError when the runner refuses it
   * @throws RpcError when the stream ends before
   */
  async ask({ instructionId, key, request }: StateQuestion): Promise<StateResponse> {
    if (this.#failure !== undefined) throw this.#failure;
    const id = String(this.#asked++);
    const waiting = Promise.withResolvers<StateResponse>();
    this.#waiting.set(id, waiting);
    // Whoever asks waits for the answer, which bounds what can be in line: nobody need wait for the stream besides.
    this.#stream.send({ id, instructionId, stateKey: key, request });
    const response = await waiting.promise;
    if (response.error !== "") throw new StateRequestError(request.case, key, response.error);
    return response;
  }

  /** Ends the stream. */
  async end(): Promise<void> {
    await this.#stream.finish();
    this.#client.close();
  }

  async #receive(address: string): Promise<void> {
    try {
      for await (const response of this.#stream) {
        this.#waiting.get(response.id)?.resolve(response);
        this.#waiting.delete(response.id);
      }
      this.#fail(new Error(`The runner at ${address} has ended the state stream.`));
    } catch (error) {
      this.#fail(error as Error); // the iteration throws nothing but RpcErrors
    }
  }

  #fail(error: Error): void {
    this.#failure = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** Thrown when a runner answers a request for state with an error. */
class StateRequestError extends PurlinError {
  constructor(kind: StateRequest["request"]["case"], { type }: StateKey, answer: string) {
    super("StateRequestError", "PURLIN_STATE_REQUEST", {
      summary: `The runner has refused to ${kind ?? "serve"} state: ${answer}`,
      facts: { "kind of state": type.case ?? "none" },
    });
  }
}
