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

/**
 * Gives a flatten inputs of its output's coder. A runner joins the bytes of its inputs and reads them by the output's
 * coder (and Prism makes that the coder of all inputs, for whoever else takes them).
 *
 *     before:  [pairs: kv] ------------------\
 *                                             Flatten -> [all: value]
 *              [words: value] ---------------/
 *
 *     after:   [pairs: kv] -> Recode -> [value] -\
 *                                                 Flatten -> [all: value]
 *              [words: value] -------------------/
 *
 * @param pipeline - is changed
 */
export function recodeFlattens(pipeline: Pipeline): void {
  const { components } = pipeline;
  if (components === undefined) return;
  const parents = parentsOf(components);
  for (const [id, transform] of Object.entries(components.transforms)) {
    if (transform.spec?.urn !== urns.primitives.flatten) continue;
    const added = recodeInputs(id, transform, components);
    const parent = parents.get(id);
    // Runners go through the parts of a composite, and the roots, in the order of their data.
    const siblings = parent === undefined ? pipeline.rootTransformIds : parent.subtransforms;
    siblings.splice(siblings.indexOf(id), 0, ...added);
  }
}

function parentsOf({ transforms }: Components): Map<string, PTransform> {
  const parents = new Map<string, PTransform>();
  for (const transform of Object.values(transforms)) {
    for (const child of transform.subtransforms) parents.set(child, transform);
  }
  return parents;
}

/** Puts a step before each input of another coder; returns their ids. */
function recodeInputs(id: string, flatten: PTransform, { pcollections, transforms }: Components): string[] {
  const added = new Map<string, { readonly step: string; readonly collection: string }>();
  const [output = ""] = Object.values(flatten.outputs);
  const wanted = pcollections[output]?.coderId ?? "";
  for (const [tag, input] of Object.entries(flatten.inputs)) {
    const collection = pcollections[input];
    if (collection === undefined || collection.coderId === wanted) continue;
    let recoded = added.get(input);
    if (recoded === undefined) {
      const step = `${id}/recode/${input}`;
      recoded = { step, collection: `${step}.output` };
      added.set(input, recoded);
      pcollections[recoded.collection] = create(PCollectionSchema, {
        uniqueName: recoded.collection,
        coderId: wanted,
        isBounded: collection.isBounded,
        windowingStrategyId: collection.windowingStrategyId,
      });
      transforms[step] = recodeStep(flatten, input, recoded.collection);
    }
    flatten.inputs[tag] = recoded.collection;
  }
  return [...added.values()].map(({ step }) => step);
}

function recodeStep({ uniqueName, environmentId }: PTransform, input: string, output: string): PTransform {
  const doFn = create(FunctionSpecSchema, { urn: purlinUrns.identity });
  const payload = toBinary(ParDoPayloadSchema, create(ParDoPayloadSchema, { doFn }));
  return create(PTransformSchema, {
    uniqueName: `${uniqueName}/Recode ${input}`,
    spec: create(FunctionSpecSchema, { urn: urns.primitives.parDo, payload }),
    inputs: { input },
    outputs: { output },
    environmentId,
  });
}
