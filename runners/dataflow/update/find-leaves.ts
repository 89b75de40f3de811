import type {
  Components,
  PTransform,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { componentOf, InvalidPipelineError } from "../../../sdk/translate/invalid-pipeline-error.ts";
import { combinePayload } from "./payloads.ts";

/** A step that the service runs. */
export interface Leaf {
  readonly transform: PTransform;
  /** Of the combination that it is a part of. */
  readonly accumulatorCoderId?: string;
}

/** Composites that Dataflow puts something of its own in the place of. */
const replaced: ReadonlySet<string> = new Set([
  urns.composites.reshuffle,
  urns.composites.redistributeByKey,
  urns.composites.redistributeArbitrarily,
  urns.composites.pubsubRead,
  urns.composites.pubsubWrite,
  urns.composites.pubsubWriteV2,
]);

/**
 * Returns the steps of a pipeline that the service runs, and the names of all, composites too.
 *
 * @throws InvalidPipelineError when one that is named is missing, or two have the same name
 */
export function findLeaves(
  { transforms }: Components,
  rootIds: readonly string[],
): { readonly leaves: readonly Leaf[]; readonly names: ReadonlySet<string> } {
  const leaves: Leaf[] = [];
  const names = new Set<string>();
  const todo = rootIds.toReversed().map((id) => ({ id, combination: {} }));
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const transform = componentOf(transforms, next.id, "transform");
    const { spec, subtransforms, uniqueName } = transform;
    if (names.has(uniqueName)) {
      throw new InvalidPipelineError(`Two steps have the name "${uniqueName}", so that neither can be found by it.`);
    }
    names.add(uniqueName);
    const isReplaced = spec !== undefined && replaced.has(spec.urn);
    if (subtransforms.length > 0 && !isReplaced) {
      const combination = spec?.urn === urns.composites.combinePerKey ? combinePayload(transform) : next.combination;
      todo.push(...subtransforms.toReversed().map((id) => ({ id, combination })));
    } else if (isReplaced || !isEmpty(transform)) {
      leaves.push({ transform, ...next.combination });
    }
  }
  return { leaves, names };
}

/** Says whether a composite does nothing: it gives what it takes. */
function isEmpty({ spec, inputs, outputs }: PTransform): boolean {
  const given = Object.values(outputs);
  const taken = new Set(Object.values(inputs));
  return spec === undefined || spec.urn === "" || (given.length > 0 && given.every((id) => taken.has(id)));
}
