// Transforms of other SDKs, asked for from their expansion services when a pipeline is translated.

import {
  ExpansionService,
  type ExpansionResponse,
} from "../model/gen/org/apache/beam/model/job_management/v1/beam_expansion_api_pb.ts";
import type {
  Components,
  Pipeline,
  PTransform,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { makeClient } from "../harness/rpc/client.ts";
import { urns } from "../model/urns.ts";
import { expansionServiceOf } from "../translate/external.ts";
import { componentOf } from "../translate/invalid-pipeline-error.ts";
import { checkInputs } from "./check-inputs.ts";
import { holdsCoder } from "./compare-coders.ts";
import { closureOf } from "./closure.ts";
import { ExpansionError, refused, unanswered, type ExpansionPlace } from "./expansion-error.ts";
import { fetchDependencies } from "./fetch-dependencies.ts";
import { mergeExpansion } from "./merge.ts";

/** A service may start a process of its own for an expansion, or resolve packages. */
const longestExpansionMillis = 5 * 60_000;

/**
 * Replaces the external transforms of a pipeline by what their expansion services make of them.
 *
 *     before:  [a] -> external(urn, payload) -> [b]
 *
 *     after:   [a] -> Composite { steps of the other SDK, in its environment } -> [b]
 *
 * The collections keep their ids, coders and windows, which the service's must be equal to: what comes after them was
 * built, and its coders found, without knowing the expansion.
 *
 * @param pipeline - is changed
 * @throws ExpansionError when a service doesn't answer, refuses, or makes something else than the program says
 */
export async function expandExternals(pipeline: Pipeline): Promise<void> {
  const { components } = pipeline;
  if (components === undefined) return;
  for (const [id, transform] of Object.entries(components.transforms)) {
    const service = expansionServiceOf(transform);
    if (service === undefined) continue;
    const place: ExpansionPlace = { step: transform.uniqueName, urn: transform.spec?.urn ?? "", service };
    checkInputs(place, transform, components);
    const known = closureOf(transform, components);
    try {
      const response = await expand(place, { id, transform, components, known, requirements: pipeline.requirements });
      const environments = mergeExpansion({ pipeline, components, known, place }, id, response);
      await fetchDependencies(environments, service);
    } catch (error) {
      throw error instanceof ExpansionError ? error : unanswered(place, error);
    }
  }
}

interface Question {
  readonly id: string;
  readonly transform: PTransform;
  /** The components of the pipeline. */
  readonly components: Components;
  /** Those that the service is told of. */
  readonly known: Components;
  readonly requirements: readonly string[];
}

async function expand(place: ExpansionPlace, question: Question): Promise<ExpansionResponse> {
  const { id, transform, known, components, requirements } = question;
  const { spec, inputs, uniqueName } = transform;
  const client = makeClient(ExpansionService, place.service);
  try {
    const response = await client.expand(
      {
        components: known,
        transform: { uniqueName, inputs, ...(spec === undefined ? {} : { spec }) },
        // Ids are unique in a pipeline, so the ids of two expansions never meet.
        namespace: `external_${id}`,
        outputCoderRequests: requestedCoders(transform, components),
        requirements: [...requirements],
      },
      { timeoutMillis: longestExpansionMillis },
    );
    if (response.error !== "") throw refused(place, response.error);
    return response;
  } finally {
    client.close();
  }
}

/**
 * The coder that the only output is to have. Python's service takes no more than one request; and one of a row is a demand
 * for a class that it makes of the schema itself, which no transform returns.
 */
function requestedCoders({ outputs }: PTransform, { pcollections, coders }: Components): Record<string, string> {
  const [only, ...others] = Object.entries(outputs);
  if (only === undefined || others.length > 0) return {};
  const [tag, collection] = only;
  const { coderId: id } = componentOf(pcollections, collection, "PCollection");
  return holdsCoder({ id, coders }, (urn) => urn === urns.coders.row) ? {} : { [tag]: id };
}
