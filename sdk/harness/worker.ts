import type { MessageInitShape } from "@bufbuild/protobuf";
import type { CallSite } from "../values/call-site.ts";
import type { FunctionTable } from "../fn/function-table.ts";
import {
  BeamFnControl,
  type InstructionRequest,
  type InstructionResponseSchema,
} from "../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { urns } from "../model/urns.ts";
import { BundleRunner } from "./control/bundle-runner.ts";
import { Connections } from "./control/connections.ts";
import { Descriptors } from "./control/descriptors.ts";
import { errorText } from "./control/error-text.ts";
import { carryOut, type InstructionParts } from "./control/instructions.ts";
import { PlanCache } from "./control/plan-cache.ts";
import { buildStagePlan } from "./control/stage-plan.ts";
import { DataConnection } from "./data/data-connection.ts";
import { captureConsole, speakingAs } from "./logging/console-capture.ts";
import { LogStream, noLog, type Log } from "./logging/log-stream.ts";
import { nameFrames } from "./logging/step-frames.ts";
import { ShortIds } from "./metrics/short-ids.ts";
import { fetchProvision, type Provision } from "./provision.ts";
import { makeClient, type RpcClient } from "./rpc/client.ts";
import { RpcError } from "./rpc/rpc-error.ts";
import type { RpcStream } from "./rpc/rpc-stream.ts";
import { DataSampler } from "./sampling/data-sampler.ts";
import { StateCache } from "./state/state-cache.ts";
import { StateConnection } from "./state/state-connection.ts";
import { statusPage } from "./status-page.ts";
import { StatusStream } from "./status-stream.ts";

/** What a worker is started with. */
export interface WorkerOptions {
  /** What the runner knows it by. */
  readonly id: string;
  /** Where instructions come from. */
  readonly controlEndpoint: string;
  /** Where the log goes; nowhere when left out. */
  readonly loggingEndpoint?: string;
  /** Where the runner's abilities are asked for, and addresses that are not given here. */
  readonly provisionEndpoint?: string;
  /** What the runner can do, as URNs, where that is known already; nothing is assumed when neither is given. */
  readonly runnerCapabilities?: readonly string[];
  /** Where the runner asks how the worker is; what provisioning says when left out. */
  readonly statusEndpoint?: string;
  /** The functions of the program. */
  readonly functions: FunctionTable;
  /** Where the program made each step, by its full name: for messages. */
  readonly callSites?: ReadonlyMap<string, CallSite>;
  /** How many bytes of state are kept over bundles. */
  readonly stateCacheBytes?: number;
  /** Whether the process is the worker's own: then all that it prints goes to the log, not only what bundles print. */
  readonly ownsProcess?: boolean;
  /** Is given the error of each bundle that fails, before the runner hears of it. */
  readonly onBundleFailed?: (error: unknown) => void;
}

/** A worker that runs in this process. */
export interface Worker {
  readonly id: string;
  /** Settles when the worker has ended and nothing of it is left; rejected when it could not begin, or its runner misbehaves. */
  readonly finished: Promise<void>;
  /** Ends it at once: bundles that run fail. */
  stop(): Promise<void>;
  /** Lets the bundles that run end, refuses others, then ends it. */
  drain(): Promise<void>;
}

/**
 * Starts a worker in this process: it connects to the runner and processes the bundles that it is told to, until the
 * runner ends the control stream or is gone.
 */
export function startWorker(options: WorkerOptions): Worker {
  return new FnApiWorker(options);
}

class FnApiWorker implements Worker {
  readonly id: string;
  readonly finished: Promise<void>;
  readonly #options: WorkerOptions;
  readonly #startedAt = performance.now();
  readonly #stopping = new AbortController();
  readonly #answering = new Set<Promise<void>>();
  #isDraining = false;
  #control: RpcStream<MessageInitShape<typeof InstructionResponseSchema>, InstructionRequest> | undefined;
  #log: Log = noLog;

  constructor(options: WorkerOptions) {
    this.id = options.id;
    this.#options = options;
    this.finished = this.#run();
    // Whoever waits for the end gets its error.
    this.finished.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.finished.catch(() => undefined);
  }

  async drain(): Promise<void> {
    this.#isDraining = true;
    const ended = this.finished.catch(() => undefined);
    while (this.#answering.size > 0) await Promise.race([Promise.all(this.#answering), ended]);
    // The runner gets the last answers, and then sees that nothing follows.
    await Promise.race([this.#control?.finish(), ended]);
    await this.stop();
  }

  async #run(): Promise<void> {
    const { id, controlEndpoint, loggingEndpoint, ownsProcess = false } = this.#options;
    const provision = await this.#provision();
    const logAddress = loggingEndpoint ?? provision.info?.loggingEndpoint?.url;
    const log = logAddress === undefined || logAddress === "" ? undefined : new LogStream(logAddress, id);
    this.#log = log ?? noLog;
    const client = makeClient(BeamFnControl, controlEndpoint, { metadata: { worker_id: id } });
    const owner = ownsProcess && log !== undefined ? { log } : undefined;
    const endCapture = log === undefined ? () => undefined : captureConsole(owner);
    try {
      await this.#serve(client, provision);
    } finally {
      endCapture();
      client.close();
      await log?.end();
    }
  }

  async #provision(): Promise<Provision> {
    const { id, provisionEndpoint, runnerCapabilities } = this.#options;
    if (provisionEndpoint !== undefined) return fetchProvision(provisionEndpoint, id);
    return { runnerCapabilities: new Set(runnerCapabilities), info: undefined };
  }

  async #serve(client: RpcClient<typeof BeamFnControl>, provision: Provision): Promise<void> {
    const { id, functions, callSites, statusEndpoint, stateCacheBytes } = this.#options;
    const [shortIds, sampler, cache] = [new ShortIds(), new DataSampler(), new StateCache(stateCacheBytes)];
    const descriptors = new Descriptors((descriptorId) =>
      client.getProcessBundleDescriptor({ processBundleDescriptorId: descriptorId }),
    );
    const plans = new PlanCache((descriptor) => {
      const sites = callSites === undefined ? {} : { callSites };
      const stage = buildStagePlan(descriptor, { functions, shortIds, sampler, job: this, ...sites });
      if (this.#log !== noLog) nameFrames(stage.plan);
      return stage;
    });
    const data = new Connections((address) => new DataConnection(address, id));
    const state = new Connections((address) => new StateConnection(address, id));
    const { monitoringInfoShortIds, controlResponseElementsEmbedding } = urns.runnerCapabilities;
    const bundles = new BundleRunner({
      ...{ descriptors, plans, data, state, cache, sampler },
      hasShortIds: provision.runnerCapabilities.has(monitoringInfoShortIds),
      canEmbedOutputs: provision.runnerCapabilities.has(controlResponseElementsEmbedding),
    });
    const statusAddress = statusEndpoint ?? provision.info?.statusEndpoint?.url ?? "";
    const facts = { workerId: id, startedAt: this.#startedAt, bundles, plans, cache };
    const status = statusAddress === "" ? undefined : new StatusStream(statusAddress, id, () => statusPage(facts));
    const control = client.control({ signal: this.#stopping.signal });
    this.#control = control;
    try {
      await this.#obey(control, { bundles, descriptors, shortIds, sampler });
    } finally {
      control.end();
      await plans.end(new Error(`The worker ${id} has ended.`));
      await Promise.all([status?.end(), data.end(), state.end()]);
    }
  }

  /** Carries out instructions, each while the next ones come, until there are no more. */
  async #obey(
    control: RpcStream<MessageInitShape<typeof InstructionResponseSchema>, InstructionRequest>,
    parts: InstructionParts,
  ): Promise<void> {
    let hasRunner = false;
    try {
      for await (const instruction of control) {
        hasRunner = true;
        const answering = this.#answer(instruction, parts).then((response) => {
          control.send(response);
          this.#answering.delete(answering);
        });
        this.#answering.add(answering);
      }
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      // A runner that was there and goes away takes its work with it: that is how many end their workers.
      if (hasRunner && error instanceof RpcError && (error.isUnavailable || error.isCancelled)) return;
      throw error;
    }
  }

  /** Carries an instruction out; what a bundle prints meanwhile is logged as its own. */
  #carryOut(parts: InstructionParts, instruction: InstructionRequest): ReturnType<typeof carryOut> {
    const { instructionId, request } = instruction;
    if (this.#log === noLog || request.case !== "processBundle") return carryOut(parts, instruction);
    const transformOf = (step: string): string | undefined => {
      const units = parts.bundles.active.get(instructionId)?.stage?.plan.units ?? [];
      return units.find((unit) => unit.step === step)?.transformId;
    };
    return speakingAs({ log: this.#log, instructionId, transformOf }, () => carryOut(parts, instruction));
  }

  async #answer(
    instruction: InstructionRequest,
    parts: InstructionParts,
  ): Promise<MessageInitShape<typeof InstructionResponseSchema>> {
    const { instructionId, request } = instruction;
    try {
      if (this.#isDraining && request.case === "processBundle") throw new Error(`The worker ${this.id} is ending.`);
      return { instructionId, response: await this.#carryOut(parts, instruction) };
    } catch (error) {
      const text = errorText(error);
      const message = error instanceof Error ? error.message : String(error);
      this.#log.write("error", message, { instructionId, trace: text });
      if (request.case === "processBundle") this.#options.onBundleFailed?.(error);
      return { instructionId, error: text };
    }
  }
}
