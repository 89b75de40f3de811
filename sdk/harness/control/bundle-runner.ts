import { create } from "@bufbuild/protobuf";
import type { BundleContext } from "../../exec/bundle-context.ts";
import {
  ProcessBundleProgressResponseSchema,
  ProcessBundleResponseSchema,
  type ProcessBundleProgressResponse,
  type ProcessBundleRequest,
  type ProcessBundleResponse,
} from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import type { DataConnection } from "../data/data-connection.ts";
import { EncodedSource } from "../data/encoded-source.ts";
import type { DataSampler } from "../sampling/data-sampler.ts";
import { BundleState } from "../state/bundle-state.ts";
import type { StateCache } from "../state/state-cache.ts";
import type { StateConnection } from "../state/state-connection.ts";
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
    const { data, state, cache, canEmbedOutputs } = this.#parts;
    const { plan, metrics, iterables, stateAddress, sinks } = stage;
    const connection = stateAddress === undefined ? undefined : state.to(stateAddress);
    const bundleState = new BundleState({ instructionId, connection, cache, cacheTokens: request.cacheTokens });
    iterables.begin(bundleState);
    metrics.begin();
    const outputs = new BundleOutputs(instructionId, sinks, (address) => data.to(address));
    this.#takeEmbedded(instructionId, request, stage);
    const flushing = setInterval(() => outputs.flushUnlessFailed(), flushMillis);
    try {
      await plan.processBundle(this.#contextOf(instructionId, stage));
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

  #contextOf(instructionId: string, { sources, sinks, iterables }: StagePlan): BundleContext {
    const { data, sampler } = this.#parts;
    return {
      data: {
        source: (transformId) => {
          const { address, wire, name, collection } = portOf(sources, transformId);
          const queue = data.to(address).inbox(instructionId).queue(transformId);
          return new EncodedSource({ queue, wire, state: iterables, port: name, sample: sampler.sampling(collection) });
        },
        sink: (transformId) => portOf(sinks, transformId).sink,
      },
    };
  }

  /** Puts elements that came with the request where those of the data stream come in. */
  #takeEmbedded(instructionId: string, { elements }: ProcessBundleRequest, { sources }: StagePlan): void {
    const { data } = this.#parts;
    for (const { transformId, data: bytes, isLast } of elements?.data ?? []) {
      const { address } = portOf(sources, transformId);
      data.to(address).inbox(instructionId).queue(transformId).push(bytes, isLast);
    }
    // A stage of several sources reads them one after the other; what it reads later must not stop the stream.
    const [only, ...others] = sources;
    if (only !== undefined && others.length === 0) {
      data.to(only.address).inbox(instructionId).queue(only.transformId).beginReading();
    }
  }

  #report({ metrics }: StagePlan): Pick<ProcessBundleResponse, "monitoringData" | "monitoringInfos"> {
    return this.#parts.hasShortIds
      ? { monitoringData: metrics.report(), monitoringInfos: [] }
      : { monitoringData: {}, monitoringInfos: metrics.reportInfos() };
  }
}

function portOf<P extends { readonly transformId: string }>(ports: readonly P[], transformId: string): P {
  const port = ports.find((candidate) => candidate.transformId === transformId);
  if (port === undefined) throw new Error(`The bundle's descriptor has no port ${transformId}.`);
  return port;
}
