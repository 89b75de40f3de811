import type {
  Components,
  Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { isOwnEnvironment, PURLIN_ENVIRONMENT_ID } from "../../../sdk/translate/purlin-urns.ts";

/** What the service runs itself, wherever it stands. */
const ofTheService: ReadonlySet<string> = new Set([urns.primitives.impulse, urns.primitives.groupByKey]);

/**
 * Gives every step an environment but those that the service runs itself, as the official SDKs do: one that needs an
 * environment and has none makes workers lose touch with the service.
 *
 *     before:  Count [-]  { Pair [purlin]  Group [-]  Sum [purlin] }
 *
 *     after:   Count [purlin]  { Pair [purlin]  Group [-]  Sum [purlin] }
 *
 * A composite whose steps are all another SDK's is that SDK's.
 *
 * @param pipeline - is changed
 */
export function placeSteps({ components, rootTransformIds }: Pipeline): void {
  if (components === undefined) return;
  for (const id of rootTransformIds) place(id, components);
  for (const strategy of Object.values(components.windowingStrategies)) {
    strategy.environmentId ||= PURLIN_ENVIRONMENT_ID;
  }
}

/** Places a step and its parts, and returns the environments that they are in. */
function place(id: string, components: Components): ReadonlySet<string> {
  const transform = components.transforms[id];
  if (transform === undefined) return new Set();
  const inside = new Set(transform.subtransforms.flatMap((part) => [...place(part, components)]));
  if (ofTheService.has(transform.spec?.urn ?? "")) {
    transform.environmentId = "";
    return inside;
  }
  if (transform.environmentId === "") {
    const theirs = [...inside].filter((environment) => !isOwnEnvironment(environment));
    const [only = ""] = theirs;
    transform.environmentId = inside.size === 1 && theirs.length === 1 ? only : PURLIN_ENVIRONMENT_ID;
  }
  return inside.add(transform.environmentId);
}
