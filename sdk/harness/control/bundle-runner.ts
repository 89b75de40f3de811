import { create } from "@bufbuild/protobuf";
import {
  ProcessBundleProgressResponseSchema,
  ProcessBundleResponseSchema,
  type ProcessBundleProgressResponse,
  type ProcessBundleRequest,
  type ProcessBundleResponse,
} from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import type { DataConnection } from "../data/data-connection.ts";
import type { DataSampler } from "../sampling/data-sampler.ts";
import { BundleState } from "../state/bundle-state.ts";
import { SideInputState } from "../state/side-input-state.ts";
import type { StateCache } from "../state/state-cache.ts";
import type { StateConnection } from "../state/state-connection.ts";
import { BundleInputs } from "./bundle-inputs.ts";
import { BundleOutputs } from "./bundle-outputs.ts";
import type { Connections } from "./connections.ts";
import type { Descriptors } from "./descriptors.ts";
import type { PlanCache } from "./plan-cache.ts";
import type { StagePlan } from "./stage-plan.ts";

/** How long output may wait in a bundle that goes on. */
const flushMillis = 100;

/** What bundles are run with. */
export interface BundleRunnerParts {
  readonly descriptors: Descriptors;
  readonly plans: PlanCache;
  readonly data: Connections<DataConnection>;
  readonly state: Connections<StateConnection>;
  readonly cache: StateCache;
  readonly sampler: DataSampler;
  /** Whether the runner takes small outputs in the response. */
  readonly canEmbedOutputs: boolean;
  /** Whether the runner knows metrics by short ids. */
  readonly hasShortIds: boolean;
}

/** A bundle that runs. */
export interface ActiveBundle {
  readonly descriptorId: string;
  readonly startedAt: number;
  /** Undefined until its plan is there. */
  stage: StagePlan | undefined;
}

/** Runs bundles, any number at a time. */
export class BundleRunner {
  readonly #parts: BundleRunnerParts;
  readonly #active = new Map<string, ActiveBundle>();

  constructor(parts: BundleRunnerParts) {
    this.#parts = parts;
  }

  /** The bundles that run, by instruction id. */
  get active(): ReadonlyMap<string, ActiveBundle> {
    return this.#active;
  }

  /**
   * Processes a bundle.
   *
   * @throws UserFunctionError when a function of the user's program fails; any Error when something else does
   */
  async process(instructionId: string, request: ProcessBundleRequest): Promise<ProcessBundleResponse> {
    const { descriptors, plans, data } = this.#parts;
    const descriptorId = request.processBundleDescriptorId;
    const bundle: ActiveBundle = { descriptorId, startedAt: performance.now(), stage: undefined };
    this.#active.set(instructionId, bundle);
    let hasFailed = true;
    try {
      bundle.stage = plans.acquire(await descriptors.get(descriptorId));
      const response = await this.#run(instructionId, request, bundle.stage);
      plans.release(bundle.stage);
      hasFailed = false;
      return response;
    } catch (error) {
      if (bundle.stage !== undefined) plans.discard(bundle.stage, error);
      throw error;
    } finally {
      for (const connection of data.all()) connection.close(instructionId, hasFailed);
      this.#active.delete(instructionId);
    }
  }

  /** Reports how far a bundle is; an empty report when it doesn't run. */
  progress(instructionId: string): ProcessBundleProgressResponse {
    const stage = this.#active.get(instructionId)?.stage;
    if (stage === undefined) return create(ProcessBundleProgressResponseSchema);
    return create(ProcessBundleProgressResponseSchema, { ...this.#report(stage), consumingReceivedData: true });
  }

  async #run(instructionId: string, request: ProcessBundleRequest, stage: StagePlan): Promise<ProcessBundleResponse> {
    const { data, state, cache, sampler, canEmbedOutputs } = this.#parts;
    const { plan, metrics, iterables, stateAddress, sources, sinks } = stage;
    const connection = stateAddress === undefined ? undefined : state.to(stateAddress);
    const bundleState = new BundleState({ instructionId, connection, cache, cacheTokens: request.cacheTokens });
    iterables.begin(bundleState);
    metrics.begin();
    // The same connections to the end: what one has sent that has failed since is lost, and with it the bundle.
    const connections = new Map([...sources, ...sinks].map(({ address }) => [address, data.to(address)]));
    const connect = (address: string): DataConnection => connections.get(address) ?? data.to(address);
    const inputs = new BundleInputs(instructionId, stage, connect);
    if (request.elements !== undefined) inputs.takeEmbedded(request.elements);
    const outputs = new BundleOutputs(instructionId, sinks, connect);
    const flushing = setInterval(() => outputs.flushUnlessFailed(), flushMillis);
    try {
      await plan.processBundle({
        data: {
          source: (transformId) => inputs.source(transformId, sampler),
          sink: (transformId) => outputs.sink(transformId),
        },
        sides: new SideInputState(bundleState),
      });
    } finally {
      clearInterval(flushing);
    }
    await bundleState.written();
    const elements = await outputs.finish(canEmbedOutputs);
    return create(ProcessBundleResponseSchema, {
      ...this.#report(stage),
      ...(elements === undefined ? {} : { elements }),
    });
  }

  #report({ metrics }: StagePlan): Pick<ProcessBundleResponse, "monitoringData" | "monitoringInfos"> {
    return this.#parts.hasShortIds
      ? { monitoringData: metrics.report(), monitoringInfos: [] }
      : { monitoringData: {}, monitoringInfos: metrics.reportInfos() };
  }
}
