import type { Components, PTransform } from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { componentOf } from "../translate/invalid-pipeline-error.ts";
import { describe, holdsCoder, type CoderPlace } from "./compare-coders.ts";
import { ExpansionError, type ExpansionPlace } from "./expansion-error.ts";

/**
 * Refuses a transform whose collections another SDK can't read or write.
 *
 * @throws ExpansionError when one has a coder, or windows, that only Purlin's workers know
 */
export function checkInputs(place: ExpansionPlace, transform: PTransform, components: Components): void {
  const { inputs, outputs } = transform;
  for (const [tag, id] of Object.entries(inputs)) {
    checkCoder(place, `its input "${tag}"`, { id, components });
    const { windowingStrategyId } = componentOf(components.pcollections, id, "PCollection");
    const { windowFn } = componentOf(components.windowingStrategies, windowingStrategyId, "windowing strategy");
    if (!isOurs(windowFn?.urn)) continue;
    throw new ExpansionError(place, {
      summary: `"${place.step}" is another SDK's, and can't tell the windows of its input "${tag}": their WindowFn is the program's own.`,
      remedies: ["window the elements by one that all SDKs know, such as fixedWindows(...), before it"],
    });
  }
  for (const [tag, id] of Object.entries(outputs)) checkCoder(place, `its output "${tag}"`, { id, components });
}

interface CollectionPlace {
  readonly id: string;
  readonly components: Components;
}

function checkCoder(place: ExpansionPlace, what: string, { id, components }: CollectionPlace): void {
  const { coderId } = componentOf(components.pcollections, id, "PCollection");
  const coder: CoderPlace = { id: coderId, coders: components.coders };
  if (!holdsCoder(coder, isOurs)) return;
  throw new ExpansionError(place, {
    summary: `"${place.step}" is another SDK's, and only Purlin knows the coder of ${what}.`,
    facts: { coder: describe(coder) },
    remedies: [
      "give the collection a schema:  .withSchema(schema.struct({ ... }))",
      "give it a coder that all SDKs know:  .withCoder(stringUtf8Coder)",
    ],
  });
}

function isOurs(urn = ""): boolean {
  return urn.startsWith("purlin:");
}
