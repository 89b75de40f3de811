import type {
  Components,
  PTransform,
} from "../../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { Problem } from "../../problem.ts";
import type { PipelineRule } from "./pipeline-rule.ts";

const ofAnotherSdk =
  "a step of another SDK's is not as Beam's model says: look for a newer version of its expansion service";

/** What holds of the pipeline's parts, whatever its steps are. */
export const graphRules: readonly PipelineRule[] = Object.freeze([
  {
    name: "every step has a name of its own",
    find: ({ components, placeOf }) => {
      const seen = new Set<string>();
      return Object.values(components.transforms).flatMap((transform): Problem[] => {
        const { uniqueName } = transform;
        const isTaken = seen.has(uniqueName);
        seen.add(uniqueName);
        if (uniqueName !== "" && !isTaken) return [];
        return [
          {
            summary: uniqueName === "" ? "A step has no name." : `Two steps are called "${uniqueName}".`,
            facts: placeOf(transform),
            remedy: "give each step a name of its own",
          },
        ];
      });
    },
  },
  {
    name: "what is referred to is there",
    find: ({ pipeline, components, placeOf }) => {
      const missing = [
        ...transformReferences(components, pipeline.rootTransformIds),
        ...otherReferences(components),
      ].filter(({ id, table }) => !Object.hasOwn(components[table], id));
      return missing.map(({ by, id, table, step }) => ({
        summary: `The pipeline lacks "${id}", one of its ${table}.`,
        facts: { "referred to by": by, ...(step === undefined ? {} : placeOf(step)) },
        remedy: ofAnotherSdk,
      }));
    },
  },
  {
    name: "steps stand behind those whose data they take",
    find: ({ pipeline, components, placeOf }) => {
      const made = new Set<string>();
      const problems: Problem[] = [];
      const visit = (id: string): void => {
        const transform = components.transforms[id];
        if (transform === undefined) return;
        if (transform.subtransforms.length === 0) {
          const early = Object.values(transform.inputs).find((input) => !made.has(input));
          if (early !== undefined) problems.push(tooEarly(transform, early, placeOf(transform)));
          for (const output of Object.values(transform.outputs)) made.add(output);
        }
        for (const part of transform.subtransforms) visit(part);
      };
      for (const id of pipeline.rootTransformIds) visit(id);
      return problems;
    },
  },
] satisfies PipelineRule[]);

function tooEarly({ uniqueName }: PTransform, input: string, place: Readonly<Record<string, string>>): Problem {
  return {
    summary: `Step "${uniqueName}" takes "${input}" before any step has made it.`,
    facts: place,
    remedy: ofAnotherSdk,
  };
}

interface Reference {
  readonly by: string;
  readonly table: "transforms" | "pcollections" | "coders" | "windowingStrategies" | "environments";
  readonly id: string;
  readonly step?: PTransform;
}

function transformReferences({ transforms }: Components, rootIds: readonly string[]): Reference[] {
  const roots = rootIds.map((id): Reference => ({ by: "the pipeline's roots", table: "transforms", id }));
  const ofSteps = Object.values(transforms).flatMap((step): Reference[] => {
    const by = `step "${step.uniqueName}"`;
    const collections = [...Object.values(step.inputs), ...Object.values(step.outputs)];
    return [
      ...step.subtransforms.map((id) => ({ by, table: "transforms" as const, id, step })),
      ...collections.map((id) => ({ by, table: "pcollections" as const, id, step })),
      ...(step.environmentId === "" ? [] : [{ by, table: "environments" as const, id: step.environmentId, step }]),
    ];
  });
  return [...roots, ...ofSteps];
}

function otherReferences({ pcollections, coders, windowingStrategies }: Components): Reference[] {
  return [
    ...Object.values(pcollections).flatMap(({ uniqueName, coderId, windowingStrategyId }): Reference[] => {
      const by = `collection "${uniqueName}"`;
      return [
        { by, table: "coders", id: coderId },
        { by, table: "windowingStrategies", id: windowingStrategyId },
      ];
    }),
    ...Object.entries(coders).flatMap(([id, { componentCoderIds }]) =>
      componentCoderIds.map((part): Reference => ({ by: `coder "${id}"`, table: "coders", id: part })),
    ),
    ...Object.entries(windowingStrategies).map(([id, { windowCoderId }]): Reference => ({
      by: `windowing "${id}"`,
      table: "coders",
      id: windowCoderId,
    })),
  ];
}
