import type {
  Components,
  Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { putIdentitySteps } from "./identity-steps.ts";

/** What an engine runs itself, not a worker. */
const ofTheEngine: ReadonlySet<string> = new Set([
  urns.primitives.impulse,
  urns.primitives.groupByKey,
  urns.composites.reshuffle,
]);

/**
 * Gives a flatten inputs that a worker makes, and that nothing else takes.
 *
 * Beam's Java runners (2.62) run a flatten inside each stage that makes an input of it, and besides in the engine where
 * they find it behind a collection that leaves its stage, or never was in one. They then miss collections that the engine
 * would need for it, or find that two make its output.
 *
 *     before:  [stage: Map -> Flatten -> ...]          after:  [stage: Map -> Feed -> Flatten -> ...]
 *                        \-> Reshuffle -> Flatten                         \-> Reshuffle -> [stage: Feed -> Flatten -> ...]
 *
 * @param pipeline - is changed
 */
export function feedFlattens(pipeline: Pipeline): void {
  const { components } = pipeline;
  if (components === undefined) return;
  const madeByEngine = outputsOfTheEngine(components);
  const consumers = countConsumers(components);
  putIdentitySteps(pipeline, {
    name: "Feed",
    isNeeded: (input) => madeByEngine.has(input) || (consumers.get(input) ?? 0) > 1,
  });
}

function outputsOfTheEngine({ transforms }: Components): Set<string> {
  const made = Object.values(transforms).filter(({ spec }) => ofTheEngine.has(spec?.urn ?? ""));
  return new Set(made.flatMap(({ outputs }) => Object.values(outputs)));
}

/** How many leaves take each collection. */
function countConsumers({ transforms }: Components): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { inputs, subtransforms } of Object.values(transforms)) {
    if (subtransforms.length > 0) continue;
    for (const input of new Set(Object.values(inputs))) counts.set(input, (counts.get(input) ?? 0) + 1);
  }
  return counts;
}
