import { create } from "@bufbuild/protobuf";
import type { Coder } from "../coders/coder.ts";
import { customWindowCoder } from "../coders/custom-window-coder.ts";
import type { FunctionTable } from "../fn/function-table.ts";
import {
  FunctionSpecSchema,
  WindowingStrategySchema,
  type FunctionSpec,
  type WindowingStrategy as WindowingStrategyProto,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { timestampFromBigInt, timestampToBigInt } from "../values/timestamp.ts";
import type { Window } from "../values/window.ts";
import type { WindowFn } from "../windowing/window-fn.ts";
import type { WindowingStrategy } from "../windowing/windowing-strategy.ts";
import { CoderReader, type CoderProtos } from "./coders.ts";
import { OpaqueCoder } from "./coders/opaque-coder.ts";
import { componentOf, InvalidPipelineError } from "./invalid-pipeline-error.ts";
import * as enums from "./windowing/enum-values.ts";
import { OpaqueWindowFn } from "./windowing/opaque-window-fn.ts";
import { triggerFromProto, triggerToProto } from "./windowing/trigger-proto.ts";
import { customWindowFns, windowFnEntries } from "./windowing/window-fns.ts";

const byUrn = new Map(windowFnEntries.map((entry) => [entry.urn, entry]));
const byKind = new Map(windowFnEntries.map((entry) => [entry.kind, entry]));

/** The parts of a pipeline, or of a bundle, that windowing strategies are made from. */
export interface WindowingProtos {
  readonly coders: CoderProtos;
  readonly windowingStrategies: Readonly<Record<string, WindowingStrategyProto>>;
}

/** How windows that this SDK doesn't know are encoded and grouped. */
interface OpaqueWindows {
  readonly windowCoder: Coder<Window>;
  readonly isMerging: boolean;
}

/** Returns the spec of a WindowFn. One of a kind that this SDK has not made is one of the program's own. */
export function windowFnToProto(windowFn: WindowFn, functions: FunctionTable): FunctionSpec {
  if (windowFn instanceof OpaqueWindowFn) {
    return create(FunctionSpecSchema, { urn: windowFn.urn, payload: windowFn.payload });
  }
  const entry = byKind.get(windowFn.kind) ?? customWindowFns;
  return create(FunctionSpecSchema, { urn: entry.urn, payload: entry.payloadOf(windowFn, functions) });
}

/**
 * Returns the WindowFn of a spec; where this SDK doesn't know it, one that assigns nothing.
 *
 * @throws InvalidPipelineError when there is no spec, or its payload is not what its URN says
 */
export function windowFnFromProto(spec: FunctionSpec | undefined, functions?: FunctionTable): WindowFn {
  // How the windows of an unknown WindowFn are encoded is said by a windowing strategy alone.
  const coder = new OpaqueCoder("", new Uint8Array(), []) as Coder<unknown> as Coder<Window>;
  return readWindowFn(spec, functions, { windowCoder: coder, isMerging: false });
}

function readWindowFn(
  spec: FunctionSpec | undefined,
  functions: FunctionTable | undefined,
  { windowCoder, isMerging }: OpaqueWindows,
): WindowFn {
  if (spec === undefined) throw new InvalidPipelineError("Elements are windowed by a WindowFn that is not given.");
  const { urn, payload } = spec;
  try {
    return byUrn.get(urn)?.read(payload, functions) ?? new OpaqueWindowFn({ urn, payload }, windowCoder, isMerging);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidPipelineError(`A WindowFn can't be made: ${reason}`, { "window fn": urn }, cause);
  }
}

/** The kinds of window coders from whose encodings runners can tell when a window ends; of an opaque one we can't know. */
const knownToRunners: ReadonlySet<string> = new Set(["global_window", "interval_window", "custom_window", "opaque"]);

/** Returns the coder by which the windows of a WindowFn stand in a proto. */
export function windowCoderOf({ windowCoder }: WindowFn): Coder<unknown> {
  return knownToRunners.has(windowCoder.kind) ? windowCoder : customWindowCoder(windowCoder);
}

/** Returns the windowing strategy of that id. */
export function windowingFromProto(protos: WindowingProtos, id: string, functions?: FunctionTable): WindowingStrategy {
  const strategy = componentOf(protos.windowingStrategies, id, "windowing strategy");
  return readWindowing(strategy, new CoderReader(protos.coders, { functions }), functions);
}

/** Returns the windowing strategy of a proto. What is not given is what the model takes then. */
export function readWindowing(
  proto: WindowingStrategyProto,
  coders: CoderReader,
  functions: FunctionTable | undefined,
): WindowingStrategy {
  const mergeStatus = enums.mergeStatuses.fromProto(proto.mergeStatus);
  // The strategy's coder is one of windows.
  const windowCoder = coders.coder(proto.windowCoderId) as Coder<Window>;
  return Object.freeze({
    windowFn: readWindowFn(proto.windowFn, functions, { windowCoder, isMerging: mergeStatus !== "nonMerging" }),
    trigger: triggerFromProto(proto.trigger),
    accumulationMode: enums.accumulationModes.fromProto(proto.accumulationMode),
    timestampCombiner: enums.timestampCombiners.fromProto(proto.outputTime),
    // As with instants, "for ever" lies beyond 2^53 and has a value of its own.
    allowedLatenessMillis: timestampFromBigInt(proto.allowedLateness),
    closingBehavior: enums.closingBehaviors.fromProto(proto.closingBehavior),
    onTimeBehavior: enums.onTimeBehaviors.fromProto(proto.onTimeBehavior),
    mergeStatus,
    assignsToOneWindow: proto.assignsToOneWindow,
  });
}

/** What a windowing strategy's proto refers to. */
export interface WindowingContext {
  readonly functions: FunctionTable;
  readonly windowCoderId: string;
  readonly environmentId: string;
}

/** Returns the proto of a windowing strategy. */
export function windowingToProto(
  strategy: WindowingStrategy,
  { functions, windowCoderId, environmentId }: WindowingContext,
): WindowingStrategyProto {
  return create(WindowingStrategySchema, {
    windowFn: windowFnToProto(strategy.windowFn, functions),
    mergeStatus: enums.mergeStatuses.toProto(strategy.mergeStatus),
    windowCoderId,
    trigger: triggerToProto(strategy.trigger),
    accumulationMode: enums.accumulationModes.toProto(strategy.accumulationMode),
    outputTime: enums.timestampCombiners.toProto(strategy.timestampCombiner),
    closingBehavior: enums.closingBehaviors.toProto(strategy.closingBehavior),
    allowedLateness: timestampToBigInt(strategy.allowedLatenessMillis),
    onTimeBehavior: enums.onTimeBehaviors.toProto(strategy.onTimeBehavior),
    assignsToOneWindow: strategy.assignsToOneWindow,
    environmentId,
  });
}
