import { create, toBinary } from "@bufbuild/protobuf";
import {
  FunctionSpecSchema,
  ParDoPayloadSchema,
  PCollectionSchema,
  PTransformSchema,
  type Components,
  type Pipeline,
  type PTransform,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { purlinUrns } from "../../../sdk/translate/purlin-urns.ts";

/** Where identity steps are put. */
export interface IdentitySteps {
  /** What they are called: the steps' names end with it. */
  readonly name: string;
  /** Says whether an input of a flatten needs one before it. */
  readonly isNeeded: (input: string, flatten: PTransform) => boolean;
}

/**
 * Puts steps that change nothing before inputs of flattens; what comes out of one has the coder of the flatten's output.
 *
 *     before:  [a] ---------------> Flatten -> [c]
 *
 *     after:   [a] -> Identity ---> Flatten -> [c]
 *
 * @param pipeline - is changed
 */
export function putIdentitySteps(pipeline: Pipeline, { name, isNeeded }: IdentitySteps): void {
  const { components } = pipeline;
  if (components === undefined) return;
  const parents = parentsOf(components);
  for (const [id, flatten] of Object.entries(components.transforms)) {
    if (flatten.spec?.urn !== urns.primitives.flatten) continue;
    const added = new Map<string, IdentityStep>();
    for (const [tag, input] of Object.entries(flatten.inputs)) {
      if (!isNeeded(input, flatten)) continue;
      const step = added.get(input) ?? addStep({ flattenId: id, flatten, input, name }, components);
      added.set(input, step);
      flatten.inputs[tag] = step.output;
    }
    // Runners go through the roots, and the parts of a composite, in the order of their data.
    const siblings = parents.get(id)?.subtransforms ?? pipeline.rootTransformIds;
    siblings.splice(siblings.indexOf(id), 0, ...Array.from(added.values(), (step) => step.id));
  }
}

interface IdentityStep {
  readonly id: string;
  readonly output: string;
}

function addStep(
  place: { readonly flattenId: string; readonly flatten: PTransform; readonly input: string; readonly name: string },
  { pcollections, transforms }: Components,
): IdentityStep {
  const { flattenId, flatten, input, name } = place;
  const id = `${flattenId}/${name}/${input}`;
  const output = `${id}.output`;
  const [flattened = ""] = Object.values(flatten.outputs);
  pcollections[output] = create(PCollectionSchema, {
    uniqueName: output,
    coderId: pcollections[flattened]?.coderId ?? "",
    isBounded: pcollections[input]?.isBounded ?? 0,
    windowingStrategyId: pcollections[input]?.windowingStrategyId ?? "",
  });
  const doFn = create(FunctionSpecSchema, { urn: purlinUrns.identity });
  const payload = toBinary(ParDoPayloadSchema, create(ParDoPayloadSchema, { doFn }));
  transforms[id] = create(PTransformSchema, {
    uniqueName: `${flatten.uniqueName}/${name} ${input}`,
    spec: create(FunctionSpecSchema, { urn: urns.primitives.parDo, payload }),
    inputs: { input },
    outputs: { output },
    environmentId: flatten.environmentId,
  });
  return { id, output };
}

function parentsOf({ transforms }: Components): Map<string, PTransform> {
  const parents = new Map<string, PTransform>();
  for (const transform of Object.values(transforms)) {
    for (const child of transform.subtransforms) parents.set(child, transform);
  }
  return parents;
}
