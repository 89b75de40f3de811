import type {
  Components,
  Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { liftCombine } from "../../../sdk/translate/lift-combine.ts";

/**
 * Takes combinations apart into the parts that workers know: runners that don't do that themselves (Flink, Spark) would
 * otherwise shuffle every value, and they can't run `combine_grouped_values`.
 *
 *     before:  CombinePerKey { GroupByKey -> CombineGroupedValues }
 *
 *     after:   CombinePerKey { Precombine -> GroupByKey -> MergeAccumulators -> ExtractOutputs }
 *
 * The composite keeps its URN and payload: a runner that lifts combinations itself (Prism, Dataflow) does so still.
 *
 * @param pipeline - is changed
 */
export function liftCombines(pipeline: Pipeline): void {
  const { components } = pipeline;
  if (components === undefined) return;
  for (const [id, transform] of Object.entries(components.transforms)) {
    if (transform.spec?.urn !== urns.composites.combinePerKey) continue;
    for (const child of transform.subtransforms)
      removeTransform(child, new Set(Object.values(transform.outputs)), components);
    const parts = liftCombine(id, transform, components);
    for (const part of parts) {
      // Its own name, since job servers refuse two transforms of one name.
      part.transform.uniqueName = `${transform.uniqueName}${part.id.slice(id.length)}`;
      components.transforms[part.id] = part.transform;
    }
    transform.subtransforms = parts.map((part) => part.id);
  }
}

/** Removes a transform with all that it is made of, and what they make but for the collections of `kept`. */
function removeTransform(id: string, kept: ReadonlySet<string>, components: Components): void {
  const { transforms, pcollections } = components;
  const transform = transforms[id];
  if (transform === undefined) return;
  for (const child of transform.subtransforms) removeTransform(child, kept, components);
  for (const output of Object.values(transform.outputs))
    if (!kept.has(output)) Reflect.deleteProperty(pcollections, output);
  Reflect.deleteProperty(transforms, id);
}
