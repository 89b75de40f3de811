import { clone, create, toBinary } from "@bufbuild/protobuf";
import { planPipeline } from "../../runners/direct/planner/plan-pipeline.ts";
import type { Coder } from "../../sdk/coders/coder.ts";
import { encodeBytes } from "../../sdk/coders/encode-bytes.ts";
import { WireReader } from "../../sdk/coders/wire-reader.ts";
import { runnerTransformUrns } from "../../sdk/model/fn-api-urns.ts";
import {
  ProcessBundleDescriptorSchema,
  RemoteGrpcPortSchema,
  type ProcessBundleDescriptor,
} from "../../sdk/model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import { CoderSchema } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { ApiServiceDescriptorSchema } from "../../sdk/model/gen/org/apache/beam/model/pipeline/v1/endpoints_pb.ts";
import { urns } from "../../sdk/model/urns.ts";
import type { Pipeline } from "../../sdk/pipeline/pipeline.ts";
import { CoderReader } from "../../sdk/translate/coders.ts";
import { NO_FIRING } from "../../sdk/values/pane.ts";
import { GLOBAL_WINDOWS } from "../../sdk/values/window.ts";
import type { WindowedValue } from "../../sdk/values/windowed-value.ts";

/** A stage of a pipeline as a runner describes it to a worker, and the coders of its ports. */
export interface RemoteStage {
  readonly descriptor: ProcessBundleDescriptor;
  readonly sources: readonly string[];
  readonly sinks: readonly string[];
  readonly coder: (transformId: string) => Coder<WindowedValue<unknown>>;
}

/** What differs from a plain stage. */
export interface RemoteStageOptions {
  /** The descriptor's id; the step's name when left out. */
  readonly id?: string;
  readonly stateAddress?: string;
  /** Whether iterables are read as ones whose tail is in the runner's state. */
  readonly hasStateBackedIterables?: boolean;
}

/** Returns the stage of a pipeline that runs the step of that name, with ports to a runner at `address`. */
export async function remoteStage(
  pipeline: Pipeline,
  step: string,
  address: string,
  options: RemoteStageOptions = {},
): Promise<RemoteStage> {
  const { stages } = planPipeline(await pipeline.toProto(), pipeline.functions);
  const stage = stages.find(({ descriptor }) =>
    Object.values(descriptor.transforms).some(
      ({ uniqueName, spec }) => uniqueName === step && spec?.urn.startsWith("beam:runner:") === false,
    ),
  );
  if (stage === undefined) throw new Error(`No stage runs the step ${step}.`);
  const descriptor = clone(ProcessBundleDescriptorSchema, stage.descriptor);
  descriptor.id = options.id ?? step;
  if (options.stateAddress !== undefined) {
    descriptor.stateApiServiceDescriptor = create(ApiServiceDescriptorSchema, { url: options.stateAddress });
  }
  if (options.hasStateBackedIterables === true) keepTailsInState(descriptor);
  const coderIds = addPorts(descriptor, address);
  const reader = new CoderReader(descriptor.coders, {
    functions: pipeline.functions,
    resolveIterable: () => () => [],
  });
  const { dataSource, dataSink } = runnerTransformUrns;
  const idsOf = (urn: string): string[] =>
    Object.keys(descriptor.transforms).filter((id) => descriptor.transforms[id]?.spec?.urn === urn);
  return {
    descriptor,
    sources: idsOf(dataSource),
    sinks: idsOf(dataSink),
    // A port's coder was just made to be one of windowed values.
    coder: (id) => reader.coder(coderIds.get(id) ?? "") as Coder<WindowedValue<unknown>>,
  };
}

function keepTailsInState({ coders }: ProcessBundleDescriptor): void {
  for (const { spec } of Object.values(coders)) {
    if (spec?.urn === urns.coders.iterable) spec.urn = urns.coders.stateBackedIterable;
  }
}

/** Says in each source and sink where its data stream is, and returns their coders by transform id. */
function addPorts(descriptor: ProcessBundleDescriptor, address: string): Map<string, string> {
  const { dataSource, dataSink } = runnerTransformUrns;
  const coderIds = new Map<string, string>();
  for (const [id, { spec, inputs, outputs }] of Object.entries(descriptor.transforms)) {
    if (spec === undefined || ![dataSource, dataSink].includes(spec.urn)) continue;
    const [collection = ""] = Object.values({ ...inputs, ...outputs });
    const { coderId = "", windowingStrategyId = "" } = descriptor.pcollections[collection] ?? {};
    const windowCoderId = descriptor.windowingStrategies[windowingStrategyId]?.windowCoderId ?? "";
    const portCoderId = `port of ${id}`;
    descriptor.coders[portCoderId] = create(CoderSchema, {
      spec: { urn: urns.coders.windowedValue },
      componentCoderIds: [coderId, windowCoderId],
    });
    coderIds.set(id, portCoderId);
    const port = create(RemoteGrpcPortSchema, { apiServiceDescriptor: { url: address }, coderId: portCoderId });
    spec.payload = toBinary(RemoteGrpcPortSchema, port);
  }
  return coderIds;
}

/** An element in the global window at time 0. */
export function inGlobalWindow(value: unknown): WindowedValue<unknown> {
  return { value, timestamp: 0, windows: GLOBAL_WINDOWS, pane: NO_FIRING };
}

/** Encodes elements as they stand on a data stream. */
export function encodeElements(
  coder: Coder<WindowedValue<unknown>>,
  elements: readonly WindowedValue<unknown>[],
): Uint8Array {
  return Buffer.concat(elements.map((element) => encodeBytes(coder, element, true)));
}

/** Decodes all elements of an output. */
export function decodeElements(
  coder: Coder<WindowedValue<unknown>>,
  chunks: readonly Uint8Array[],
): WindowedValue<unknown>[] {
  const reader = new WireReader(Buffer.concat(chunks));
  const elements: WindowedValue<unknown>[] = [];
  while (!reader.isAtEnd) elements.push(coder.decode(reader, true));
  return elements;
}
