import { createHash } from "node:crypto";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  CombinePayloadSchema,
  ParDoPayloadSchema,
  WindowIntoPayloadSchema,
  type FunctionSpec,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";

type FactsOf = (payload: Uint8Array, coder: (id: string) => string) => string[];

const combination: FactsOf = (payload, coder) => {
  const { combineFn, accumulatorCoderId } = fromBinary(CombinePayloadSchema, payload);
  return [functionFact(combineFn), `accumulator coder ${coder(accumulatorCoderId)}`];
};

/** What payloads of one kind say, by URN. */
const table: ReadonlyMap<string, FactsOf> = new Map([
  [
    urns.primitives.parDo,
    (payload) => {
      const { doFn, sideInputs, ...rest } = fromBinary(ParDoPayloadSchema, payload);
      const views = Object.entries(sideInputs).map(([tag, { accessPattern, viewFn }]) => {
        return `side input ${tag} is read as ${accessPattern?.urn ?? "none"} by ${functionFact(viewFn)}`;
      });
      return [functionFact(doFn), ...views, ...bytesFact(toBinary(ParDoPayloadSchema, { ...rest, sideInputs: {} }))];
    },
  ],
  [
    urns.primitives.assignWindows,
    (payload) => {
      const { windowFn } = fromBinary(WindowIntoPayloadSchema, payload);
      return [`window function ${windowFn?.urn ?? "none"}`, ...bytesFact(windowFn?.payload ?? new Uint8Array())];
    },
  ],
  [urns.composites.combinePerKey, combination],
  [urns.combineComponents.combineGroupedValues, combination],
]);

/**
 * Returns what the payload of a transform says, without the ids of components.
 *
 * @param coder - describes the coder of an id
 */
export function payloadFacts({ urn, payload }: FunctionSpec, coder: (id: string) => string): string[] {
  return table.get(urn)?.(payload, coder) ?? bytesFact(payload);
}

function functionFact(spec: FunctionSpec | undefined): string {
  return `function ${new TextDecoder().decode(spec?.payload)}`;
}

function bytesFact(bytes: Uint8Array): string[] {
  return bytes.length === 0 ? [] : [`payload ${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}`];
}
