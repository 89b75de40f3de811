import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  BeamFnControl,
  BeamFnData,
  BeamFnLogging,
  BeamFnState,
  BeamFnWorkerStatus,
  type Elements,
  type ElementsSchema,
  type InstructionRequestSchema,
  type InstructionResponse,
  type LogEntry,
  type ProcessBundleDescriptor,
  type StateRequest,
  type StateResponseSchema,
  type WorkerStatusRequestSchema,
  type WorkerStatusResponse,
} from "../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { ProvisionService } from "../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_provision_api_pb.ts";
import type { RpcStream } from "../../sdk/harness/rpc/rpc-stream.ts";
import { addService, makeServer, type RpcServer, type ServerCall } from "../../sdk/harness/rpc/server.ts";

type Instruction = Exclude<MessageInitShape<typeof InstructionRequestSchema>["request"], undefined>;
type StateAnswer = MessageInitShape<typeof StateResponseSchema>;
type DataStream = RpcStream<MessageInitShape<typeof ElementsSchema>, Elements>;
type ControlStream = RpcStream<MessageInitShape<typeof InstructionRequestSchema>, InstructionResponse>;
type StatusStream = RpcStream<MessageInitShape<typeof WorkerStatusRequestSchema>, WorkerStatusResponse>;

/** What one output of one bundle has received. */
export interface ReceivedOutput {
  chunks: Uint8Array[];
  isLast: boolean;
}

/** The runner's side of the Fn API over real gRPC, for tests: it does what it is told to, and keeps what it is sent. */
export class FakeRunner {
  readonly descriptors = new Map<string, ProcessBundleDescriptor>();
  readonly logEntries: LogEntry[] = [];
  /** The `worker_id` of each stream, by the method's name. */
  readonly workerIds = new Map<string, string | undefined>();
  readonly stateRequests: StateRequest[] = [];
  runnerCapabilities: string[] = [];
  answerState: (request: StateRequest) => StateAnswer = () => ({ error: "there is no state" });
  address = "";
  readonly #server: RpcServer = makeServer();
  readonly #control = Promise.withResolvers<ControlStream>();
  readonly #data = Promise.withResolvers<DataStream>();
  readonly #status = Promise.withResolvers<StatusStream>();
  readonly #answers = new Map<string, PromiseWithResolvers<InstructionResponse>>();
  readonly #outputs = new Map<string, ReceivedOutput>();
  readonly #statusPages: ((page: string) => void)[] = [];
  readonly #onOutput = new Set<() => void>();
  #instructions = 0;

  static async start(): Promise<FakeRunner> {
    const runner = new FakeRunner();
    runner.#addControl();
    runner.#addStreams();
    runner.address = await runner.#server.listen();
    return runner;
  }

  /** Ends all of it, as when a runner is killed. */
  close(): void {
    this.#server.close();
  }

  /** Ends the control stream, as a runner does that needs its worker no more. */
  async endControl(): Promise<void> {
    (await this.#control.promise).end();
  }

  /** Sends an instruction and waits for the answer. */
  async instruct(request: Instruction, id = `inst${String(this.#instructions++)}`): Promise<InstructionResponse> {
    const answer = Promise.withResolvers<InstructionResponse>();
    this.#answers.set(id, answer);
    (await this.#control.promise).send({ instructionId: id, request });
    return answer.promise;
  }

  /** Has a bundle processed. */
  process(descriptorId: string, id?: string): Promise<InstructionResponse> {
    return this.instruct({ case: "processBundle", value: { processBundleDescriptorId: descriptorId } }, id);
  }

  /** Sends elements, no faster than the worker takes them. */
  async send(instructionId: string, transformId: string, data: Uint8Array, isLast = false): Promise<void> {
    const stream = await this.#data.promise;
    if (!stream.send({ data: [{ instructionId, transformId, data, isLast }] })) await stream.drained();
  }

  /** Sends anything over the data stream. */
  async sendElements(elements: MessageInitShape<typeof ElementsSchema>): Promise<void> {
    (await this.#data.promise).send(elements);
  }

  /** Returns what an output has received. */
  output(instructionId: string, transformId: string): ReceivedOutput {
    const name = JSON.stringify([instructionId, transformId]);
    const output = this.#outputs.get(name) ?? { chunks: [], isLast: false };
    this.#outputs.set(name, output);
    return output;
  }

  /** Forgets all outputs. */
  forgetOutputs(): void {
    this.#outputs.clear();
  }

  /** Waits until outputs are as `isSo` says. */
  async untilOutput(isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        this.#onOutput.delete(look);
        resolve();
      };
      this.#onOutput.add(look);
    });
  }

  /** Asks for the worker's status page. */
  async statusPage(): Promise<string> {
    const stream = await this.#status.promise;
    return new Promise((resolve) => {
      this.#statusPages.push(resolve);
      stream.send({ id: "status" });
    });
  }

  #note(method: string, { metadata }: ServerCall): void {
    this.workerIds.set(method, metadata.get("worker_id"));
  }

  #addControl(): void {
    addService(this.#server, BeamFnControl, {
      control: async (stream, call) => {
        this.#note("control", call);
        this.#control.resolve(stream);
        for await (const response of stream) {
          this.#takeElements(response.response.case === "processBundle" ? response.response.value.elements : undefined);
          this.#answers.get(response.instructionId)?.resolve(response);
          this.#answers.delete(response.instructionId);
        }
      },
      getProcessBundleDescriptor: ({ processBundleDescriptorId: id }, call) => {
        this.#note("getProcessBundleDescriptor", call);
        const descriptor = this.descriptors.get(id);
        if (descriptor === undefined) throw new Error(`there is no descriptor ${id}`);
        return descriptor;
      },
    });
    addService(this.#server, ProvisionService, {
      getProvisionInfo: (_, call) => {
        this.#note("getProvisionInfo", call);
        return { info: { runnerCapabilities: this.runnerCapabilities, statusEndpoint: { url: this.address } } };
      },
    });
  }

  #addStreams(): void {
    addService(this.#server, BeamFnData, {
      data: async (stream, call) => {
        this.#note("data", call);
        this.#data.resolve(stream);
        for await (const elements of stream) this.#takeElements(elements);
      },
    });
    addService(this.#server, BeamFnState, {
      state: async (stream, call) => {
        this.#note("state", call);
        for await (const request of stream) {
          this.stateRequests.push(request);
          stream.send({ id: request.id, ...this.answerState(request) });
        }
      },
    });
    addService(this.#server, BeamFnLogging, {
      logging: async (stream, call) => {
        this.#note("logging", call);
        for await (const { logEntries } of stream) this.logEntries.push(...logEntries);
      },
    });
    addService(this.#server, BeamFnWorkerStatus, {
      workerStatus: async (stream, call) => {
        this.#note("workerStatus", call);
        this.#status.resolve(stream);
        for await (const { statusInfo } of stream) this.#statusPages.shift()?.(statusInfo);
      },
    });
  }

  #takeElements(elements: Elements | undefined): void {
    for (const { instructionId, transformId, data, isLast } of elements?.data ?? []) {
      const output = this.output(instructionId, transformId);
      if (data.length > 0) output.chunks.push(data);
      output.isLast ||= isLast;
    }
    for (const look of this.#onOutput) look();
  }
}
