import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { Coder } from "../coders/coder.ts";
import type { FunctionTable } from "../fn/function-table.ts";
import type { CoderDeclaration } from "../graph/coder-declaration.ts";
import type { TransformSpec } from "../graph/nodes.ts";
import {
  CombinePayloadSchema,
  FunctionSpecSchema,
  ParDoPayloadSchema,
  RedistributePayloadSchema,
  WindowIntoPayloadSchema,
  type FunctionSpec,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";
import { externalSpecToProto } from "./external.ts";
import { functionIdOf, functionSpec } from "./function-spec.ts";
import { purlinUrns } from "./purlin-urns.ts";
import { sideInputsFromProto, sideInputsToProto } from "./side-inputs.ts";
import { windowFnFromProto, windowFnToProto } from "./windowing.ts";

/** What payloads refer to when they are written. */
export interface PayloadWriter {
  readonly functions: FunctionTable;
  accumulatorCoderId(accumulator: CoderDeclaration): string;
}

/** What payloads refer to when they are read. */
export interface PayloadReader {
  readonly functions: FunctionTable | undefined;
  coder(id: string): Coder<unknown>;
}

type KnownSpec = Exclude<TransformSpec, { readonly kind: "composite" | "external" | "runnerTransform" | "opaque" }>;
type SpecOf<Kind extends KnownSpec["kind"]> = Extract<KnownSpec, { readonly kind: Kind }>;

/** How transforms of one kind stand in a proto. */
interface TransformEntry<Spec> {
  readonly urn: string;
  /** Whether workers run it, and so it needs an environment; the others are the runner's business alone. */
  readonly runsInWorker: boolean;
  readonly toPayload: (spec: Spec, writer: PayloadWriter) => Uint8Array;
  /** Reads a payload; undefined where it holds functions of another SDK. */
  readonly fromPayload: (payload: Uint8Array, reader: PayloadReader) => Spec | undefined;
}

interface Combination<Kind> {
  readonly kind: Kind;
  readonly functionId: string;
  readonly accumulator: CoderDeclaration;
}

const entries: { readonly [Kind in KnownSpec["kind"]]: TransformEntry<SpecOf<Kind>> } = {
  impulse: withoutPayload("impulse", urns.primitives.impulse),
  groupByKey: withoutPayload("groupByKey", urns.primitives.groupByKey),
  // Runners fuse it with its neighbours, and Prism starts a worker for it in the environment that it names.
  flatten: { ...withoutPayload("flatten", urns.primitives.flatten), runsInWorker: true },
  reshuffle: withoutPayload("reshuffle", urns.composites.reshuffle),
  redistributeByKey: redistribution("redistributeByKey", urns.composites.redistributeByKey),
  redistributeArbitrarily: redistribution("redistributeArbitrarily", urns.composites.redistributeArbitrarily),
  parDo: {
    urn: urns.primitives.parDo,
    runsInWorker: true,
    toPayload({ functionId, sideInputs }) {
      const doFn = functionSpec(purlinUrns.doFn, functionId);
      const payload = create(ParDoPayloadSchema, { doFn, sideInputs: sideInputsToProto(sideInputs) });
      return toBinary(ParDoPayloadSchema, payload);
    },
    fromPayload(payload) {
      const { doFn, sideInputs: protos } = fromBinary(ParDoPayloadSchema, payload);
      const sideInputs = sideInputsFromProto(protos);
      if (doFn?.urn !== purlinUrns.doFn || sideInputs === undefined) return undefined;
      return { kind: "parDo", functionId: functionIdOf(doFn), ...(sideInputs.size > 0 && { sideInputs }) };
    },
  },
  combinePerKey: combination("combinePerKey", urns.composites.combinePerKey),
  combineGroupedValues: combination("combineGroupedValues", urns.combineComponents.combineGroupedValues),
  assignWindows: {
    urn: urns.primitives.assignWindows,
    runsInWorker: true,
    toPayload: ({ windowFn }, { functions }) =>
      toBinary(
        WindowIntoPayloadSchema,
        create(WindowIntoPayloadSchema, { windowFn: windowFnToProto(windowFn, functions) }),
      ),
    fromPayload(payload, { functions }) {
      const { windowFn } = fromBinary(WindowIntoPayloadSchema, payload);
      return { kind: "assignWindows", windowFn: windowFnFromProto(windowFn, functions) };
    },
  },
};

// An entry takes the specs of its own kind alone, and is only looked up by a spec's kind or found by its URN.
const table = Object.entries(entries) as unknown as [string, TransformEntry<KnownSpec>][];
const byKind: ReadonlyMap<string, TransformEntry<KnownSpec>> = new Map(table);
const byUrn: ReadonlyMap<string, TransformEntry<KnownSpec>> = new Map(table.map(([, entry]) => [entry.urn, entry]));

function withoutPayload<Kind extends "impulse" | "groupByKey" | "flatten" | "reshuffle">(
  kind: Kind,
  urn: string,
): TransformEntry<{ readonly kind: Kind }> {
  return { urn, runsInWorker: false, toPayload: () => new Uint8Array(), fromPayload: () => ({ kind }) };
}

function redistribution<Kind extends "redistributeByKey" | "redistributeArbitrarily">(
  kind: Kind,
  urn: string,
): TransformEntry<{ readonly kind: Kind; readonly allowDuplicates: boolean }> {
  return {
    urn,
    runsInWorker: false,
    toPayload: ({ allowDuplicates }) =>
      toBinary(RedistributePayloadSchema, create(RedistributePayloadSchema, { allowDuplicates })),
    fromPayload: (payload) => ({
      kind,
      allowDuplicates: fromBinary(RedistributePayloadSchema, payload).allowDuplicates,
    }),
  };
}

function combination<Kind extends "combinePerKey" | "combineGroupedValues">(
  kind: Kind,
  urn: string,
): TransformEntry<Combination<Kind>> {
  return {
    urn,
    runsInWorker: true,
    toPayload({ functionId, accumulator }, writer) {
      const combineFn = functionSpec(purlinUrns.combineFn, functionId);
      const accumulatorCoderId = writer.accumulatorCoderId(accumulator);
      return toBinary(CombinePayloadSchema, create(CombinePayloadSchema, { combineFn, accumulatorCoderId }));
    },
    fromPayload(payload, reader) {
      const { combineFn, accumulatorCoderId } = fromBinary(CombinePayloadSchema, payload);
      if (combineFn?.urn !== purlinUrns.combineFn) return undefined;
      const accumulator: CoderDeclaration = { from: "producer", coder: reader.coder(accumulatorCoderId) };
      return { kind, functionId: functionIdOf(combineFn), accumulator };
    },
  };
}

/** Returns what stands in the proto for a transform's spec; nothing for a composite that is no more than its parts. */
export function specToProto(spec: TransformSpec, writer: PayloadWriter): FunctionSpec | undefined {
  if (spec.kind === "composite") return undefined;
  if (spec.kind === "opaque" || spec.kind === "runnerTransform")
    return create(FunctionSpecSchema, { urn: spec.urn, payload: spec.payload });
  if (spec.kind === "external") return externalSpecToProto(spec);
  const { urn, toPayload } = entryOf(spec.kind);
  return create(FunctionSpecSchema, { urn, payload: toPayload(spec, writer) });
}

/** Returns the spec of a transform; an opaque one where this SDK doesn't know it, or it is another SDK's function. */
export function specFromProto(
  spec: FunctionSpec | undefined,
  environmentId: string,
  reader: PayloadReader,
): TransformSpec {
  if (spec === undefined) return { kind: "composite" };
  const { urn, payload } = spec;
  return byUrn.get(urn)?.fromPayload(payload, reader) ?? { kind: "opaque", urn, payload, environmentId };
}

/** Says whether a transform names the environment of workers that run it, or that stand by its side. */
export function namesEnvironment(spec: TransformSpec): boolean {
  // Beam's SDKs name one for what the runner runs itself too, and Dataflow has failed without.
  return spec.kind === "runnerTransform" || (byKind.get(spec.kind)?.runsInWorker ?? false);
}

function entryOf(kind: KnownSpec["kind"]): TransformEntry<KnownSpec> {
  const entry = byKind.get(kind);
  if (entry === undefined) throw new Error(`There is no URN for a transform of kind ${kind}.`);
  return entry;
}
