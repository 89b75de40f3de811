import { fromBinary } from "@bufbuild/protobuf";
import { buildPlan, type PlanOptions } from "../../exec/build-plan.ts";
import type { Plan } from "../../exec/plan.ts";
import { runnerTransformUrns } from "../../model/fn-api-urns.ts";
import {
  RemoteGrpcPortSchema,
  type ProcessBundleDescriptor,
} from "../../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import type { PTransform } from "../../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { CoderReader } from "../../translate/coders.ts";
import { EncodedSink } from "../data/encoded-sink.ts";
import { elementWire, type ElementWire } from "../data/element-wire.ts";
import { BundleMetrics } from "../metrics/bundle-metrics.ts";
import type { ShortIds } from "../metrics/short-ids.ts";
import { addressOf } from "../rpc/address.ts";
import type { DataSampler } from "../sampling/data-sampler.ts";
import { IterableFetches } from "../state/iterable-fetches.ts";
import { checkDescriptor } from "./check-descriptor.ts";

/** Where elements come into a stage, or leave it. */
export interface Port {
  readonly transformId: string;
  /** The transform's full name, for messages. */
  readonly name: string;
  /** Where its data stream is. */
  readonly address: string;
  /** The collection whose elements pass here. */
  readonly collection: string;
  readonly wire: ElementWire;
}

/** A port by which elements leave. */
export interface SinkPort extends Port {
  readonly sink: EncodedSink;
}

/** A descriptor, ready to run bundles, one at a time. */
export interface StagePlan {
  readonly descriptor: ProcessBundleDescriptor;
  readonly plan: Plan;
  readonly sources: readonly Port[];
  readonly sinks: readonly SinkPort[];
  /** Where the state service is; undefined where nothing needs it. */
  readonly stateAddress: string | undefined;
  readonly iterables: IterableFetches;
  readonly metrics: BundleMetrics;
  /** Ends its bundle; it can't run another one after that. */
  readonly abort: AbortController;
}

/** What a worker builds its plans with. */
export interface StagePlanOptions extends Pick<PlanOptions, "functions" | "callSites" | "job"> {
  readonly shortIds: ShortIds;
  readonly sampler: DataSampler;
}

/**
 * Makes a descriptor ready to run.
 *
 * @throws UnservedFeatureError, InvalidPipelineError or Error when this worker can't run it
 */
export function buildStagePlan(descriptor: ProcessBundleDescriptor, options: StagePlanOptions): StagePlan {
  checkDescriptor(descriptor);
  const abort = new AbortController();
  const iterables = new IterableFetches();
  const { functions, callSites, job, sampler } = options;
  const coders = new CoderReader(descriptor.coders, { functions, resolveIterable: iterables.resolve });
  const plan = buildPlan(descriptor, {
    functions,
    signal: abort.signal,
    ...(callSites === undefined ? {} : { callSites }),
    ...(job === undefined ? {} : { job }),
  });
  const { dataSource, dataSink } = runnerTransformUrns;
  const stateService = descriptor.stateApiServiceDescriptor;
  return {
    descriptor,
    plan,
    sources: portsOf(descriptor, dataSource, coders),
    sinks: portsOf(descriptor, dataSink, coders).map((port) => ({
      ...port,
      sink: new EncodedSink({ wire: port.wire, sample: sampler.sampling(port.collection) }),
    })),
    stateAddress: stateService === undefined || stateService.url === "" ? undefined : addressOf(stateService, "state"),
    iterables,
    metrics: new BundleMetrics(plan, options.shortIds),
    abort,
  };
}

function portsOf({ transforms }: ProcessBundleDescriptor, urn: string, coders: CoderReader): Port[] {
  return Object.entries(transforms)
    .filter(([, { spec }]) => spec?.urn === urn)
    .map(([transformId, transform]) => portOf(transformId, transform, coders));
}

function portOf(transformId: string, transform: PTransform, coders: CoderReader): Port {
  const { uniqueName, spec, inputs, outputs } = transform;
  const { apiServiceDescriptor, coderId } = fromBinary(RemoteGrpcPortSchema, spec?.payload ?? new Uint8Array());
  const [collection = ""] = Object.values({ ...inputs, ...outputs });
  return {
    transformId,
    name: uniqueName,
    address: addressOf(apiServiceDescriptor, "data"),
    collection,
    wire: elementWire(coders.coder(coderId)),
  };
}
