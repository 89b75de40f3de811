import { create, fromBinary } from "@bufbuild/protobuf";
import type { Coder } from "../coders/coder.ts";
import type { CollectionNode } from "../graph/nodes.ts";
import {
  IsBounded_Enum,
  PCollectionSchema,
  type PCollection,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { WindowingStrategy } from "../windowing/windowing-strategy.ts";
import type { ComponentWriter } from "./component-writer.ts";

/**
 * Returns the proto of a collection.
 *
 * @param uniqueName - the name of a collection that was not read from a proto
 */
export function collectionToProto(
  collection: CollectionNode,
  uniqueName: string,
  coder: Coder<unknown>,
  components: ComponentWriter,
): PCollection {
  const { origin, isBounded, windowing } = collection;
  const kept = origin === undefined ? create(PCollectionSchema, { uniqueName }) : fromBinary(PCollectionSchema, origin);
  kept.coderId = components.coderId(coder, kept.coderId);
  kept.windowingStrategyId = components.windowingId(windowing, kept.windowingStrategyId);
  if (isBoundedIn(kept) !== isBounded || origin === undefined) {
    kept.isBounded = isBounded ? IsBounded_Enum.BOUNDED : IsBounded_Enum.UNBOUNDED;
  }
  return kept;
}

/** What a collection's proto refers to. */
export interface CollectionReader {
  coder(id: string): Coder<unknown>;
  windowing(id: string): WindowingStrategy;
}

/** Returns the node of a collection's proto. */
export function collectionFromProto(
  id: string,
  proto: PCollection,
  reader: CollectionReader,
  origin: Uint8Array,
): CollectionNode {
  return Object.freeze({
    id,
    coder: { from: "producer", coder: reader.coder(proto.coderId) } as const,
    windowing: reader.windowing(proto.windowingStrategyId),
    isBounded: isBoundedIn(proto),
    origin,
  });
}

// A collection of which nothing is said may go on for ever.
function isBoundedIn({ isBounded }: PCollection): boolean {
  return isBounded === IsBounded_Enum.BOUNDED;
}
