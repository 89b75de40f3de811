import { create, fromBinary } from "@bufbuild/protobuf";
import {
  CoderSchema,
  CombinePayloadSchema,
  FunctionSpecSchema,
  PCollectionSchema,
  PTransformSchema,
  type Components,
  type PTransform,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../model/urns.ts";

/** One of the transforms that a combination is taken apart into. */
export interface LiftedPart {
  readonly id: string;
  readonly transform: PTransform;
}

/**
 * Takes a combination apart, so that most of it is done before the shuffle.
 *
 *     before:  [K, V] -> CombinePerKey -> [K, O]
 *
 *     after:   [K, V] -> Precombine -> [K, A] -> GroupByKey -> [K, Iterable<A>] -> Merge -> [K, A] -> Extract -> [K, O]
 *
 * @param components - gets the new collections and coders
 */
export function liftCombine(id: string, transform: PTransform, components: Components): LiftedPart[] {
  const { combinePerKeyPrecombine, combinePerKeyMergeAccumulators, combinePerKeyExtractOutputs } =
    urns.combineComponents;
  const input = only(transform.inputs, transform);
  const output = only(transform.outputs, transform);
  const { accumulator, groups } = addCoders(id, transform, input, components);
  const combined = addCollection(`${id}/combined`, input, accumulator, components);
  const grouped = addCollection(`${id}/grouped`, input, groups, components);
  const merged = addCollection(`${id}/merged`, input, accumulator, components);
  const payload = transform.spec?.payload ?? new Uint8Array();
  const part = (name: string, urn: string, from: string, to: string): LiftedPart => ({
    id: `${id}/${name}`,
    transform: create(PTransformSchema, {
      // Messages about any part name the step that the user has made.
      uniqueName: transform.uniqueName,
      spec: create(FunctionSpecSchema, { urn, payload }),
      inputs: { input: from },
      outputs: { output: to },
      environmentId: urn === urns.primitives.groupByKey ? "" : transform.environmentId,
    }),
  });
  return [
    part("Precombine", combinePerKeyPrecombine, input, combined),
    part("Group", urns.primitives.groupByKey, combined, grouped),
    part("Merge", combinePerKeyMergeAccumulators, grouped, merged),
    part("Extract", combinePerKeyExtractOutputs, merged, output),
  ];
}

function only(collections: Record<string, string>, { uniqueName }: PTransform): string {
  const [id, ...others] = new Set(Object.values(collections));
  if (id === undefined || others.length > 0) throw new Error(`"${uniqueName}" combines other than one collection.`);
  return id;
}

/** Adds the coders of [K, A] and [K, Iterable<A>]. */
function addCoders(
  id: string,
  transform: PTransform,
  input: string,
  { coders, pcollections }: Components,
): { readonly accumulator: string; readonly groups: string } {
  const [keyCoder] = coders[pcollections[input]?.coderId ?? ""]?.componentCoderIds ?? [];
  if (keyCoder === undefined) throw new Error(`The input of "${transform.uniqueName}" has no coder of pairs.`);
  const { accumulatorCoderId } = fromBinary(CombinePayloadSchema, transform.spec?.payload ?? new Uint8Array());
  const add = (name: string, urn: string, componentCoderIds: string[]): string => {
    const coderId = `${id}/${name}`;
    coders[coderId] = create(CoderSchema, { spec: create(FunctionSpecSchema, { urn }), componentCoderIds });
    return coderId;
  };
  const iterable = add("accumulators", urns.coders.iterable, [accumulatorCoderId]);
  return {
    accumulator: add("accumulator", urns.coders.kv, [keyCoder, accumulatorCoderId]),
    groups: add("groups", urns.coders.kv, [keyCoder, iterable]),
  };
}

function addCollection(id: string, like: string, coderId: string, { pcollections }: Components): string {
  const original = pcollections[like];
  pcollections[id] = create(PCollectionSchema, {
    uniqueName: id,
    coderId,
    isBounded: original?.isBounded ?? 0,
    windowingStrategyId: original?.windowingStrategyId ?? "",
  });
  return id;
}
