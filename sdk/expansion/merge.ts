import { toBinary } from "@bufbuild/protobuf";
import type { ExpansionResponse } from "../model/gen/org/apache/beam/model/job_management/v1/beam_expansion_api_pb.ts";
import {
  EnvironmentSchema,
  type Components,
  type Environment,
  type Pipeline,
  type PTransform,
} from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { statedAnnotation } from "../translate/external.ts";
import { matchOutputs } from "./match-outputs.ts";
import { ExpansionError, type ExpansionPlace } from "./expansion-error.ts";

/** What an expansion is merged into. */
export interface MergeTarget {
  /** Is changed. */
  readonly pipeline: Pipeline;
  readonly components: Components;
  /** What the service was told of it, and may give back. */
  readonly known: Components;
  readonly place: ExpansionPlace;
}

/** An expansion that a service has answered with. */
interface Expansion {
  readonly transform: PTransform;
  readonly components: Components;
}

/** Puts an expansion in the place of a transform, and returns the environments that are new with it. */
export function mergeExpansion(
  target: MergeTarget,
  id: string,
  { transform, components, requirements }: ExpansionResponse,
): Environment[] {
  const { pipeline, place } = target;
  if (transform === undefined || components === undefined) {
    throw new ExpansionError(place, {
      summary: `The expansion service at ${place.service} answered with no transform for "${place.step}".`,
      remedies: ["check that its version fits: Beam 2.60 or later"],
    });
  }
  const expansion = { transform, components };
  const ids = matchOutputs(target, id, expansion);
  const environments = addEnvironments(target.components, components.environments, usedEnvironments(expansion));
  addParts(target, { id, expansion, collectionIds: ids, environmentIds: environments.ids });
  pipeline.requirements = [...new Set([...pipeline.requirements, ...requirements])];
  return environments.added;
}

interface Parts {
  readonly id: string;
  readonly expansion: Expansion;
  /** The pipeline's own ids of collections that the expansion names otherwise. */
  readonly collectionIds: ReadonlyMap<string, string>;
  readonly environmentIds: ReadonlyMap<string, string>;
}

function addParts(target: MergeTarget, { id, expansion, collectionIds, environmentIds }: Parts): void {
  const { components, known, place } = target;
  const stated = components.transforms[id];
  if (stated === undefined) throw new Error(`There is no transform ${id} to be expanded.`);
  const rename = (ids: Record<string, string>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(ids).map(([tag, collection]) => [tag, collectionIds.get(collection) ?? collection]),
    );
  const asPart = (transform: PTransform): PTransform => ({
    ...transform,
    inputs: rename(transform.inputs),
    outputs: rename(transform.outputs),
    environmentId: environmentIds.get(transform.environmentId) ?? transform.environmentId,
  });
  const { coders, pcollections, windowingStrategies } = expansion.components;
  for (const strategy of Object.values(windowingStrategies)) {
    strategy.environmentId = environmentIds.get(strategy.environmentId) ?? strategy.environmentId;
  }
  const transforms = [...partsOf(expansion), [id, expansion.transform] as const];
  const used = new Set(
    transforms.flatMap(([, { inputs, outputs }]) => Object.values({ ...rename(inputs), ...outputs })),
  );
  const collections = Object.entries(pcollections).filter(([c]) => used.has(c) && !collectionIds.has(c));
  addNew({ kind: "coder", place, known: known.coders }, coders, components.coders);
  addNew(
    { kind: "PCollection", place, known: known.pcollections },
    Object.fromEntries(collections),
    components.pcollections,
  );
  addNew(
    { kind: "windowing strategy", place, known: known.windowingStrategies },
    windowingStrategies,
    components.windowingStrategies,
  );
  const parts = partsOf(expansion).map(([part, transform]) => [part, asPart(transform)] as const);
  addNew({ kind: "transform", place, known: {} }, Object.fromEntries(parts), components.transforms);
  components.transforms[id] = {
    ...asPart(expansion.transform),
    uniqueName: stated.uniqueName,
    annotations: { ...expansion.transform.annotations, ...statedAnnotation(stated) },
  };
}

interface AddOptions {
  readonly kind: string;
  readonly place: ExpansionPlace;
  /** What the service was told, and so gives back under its id. */
  readonly known: Readonly<Record<string, unknown>>;
}

function addNew<T>({ kind, place, known }: AddOptions, from: Readonly<Record<string, T>>, to: Record<string, T>): void {
  for (const [id, component] of Object.entries(from)) {
    if (Object.hasOwn(known, id)) continue;
    if (Object.hasOwn(to, id)) {
      throw new ExpansionError(place, {
        summary: `The expansion service at ${place.service} calls a ${kind} "${id}", which the pipeline has already.`,
        remedies: ["use a service that keeps to the namespace that it is given: Beam 2.60 or later"],
      });
    }
    to[id] = component;
  }
}

/** The transforms that an expansion is made of, by id. */
function partsOf({ transform, components }: Expansion): [string, PTransform][] {
  const parts: [string, PTransform][] = [];
  const waiting = [...transform.subtransforms];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const part = components.transforms[id];
    if (part === undefined) throw new Error(`An expansion lists the transform ${id}, and doesn't have it.`);
    parts.push([id, part]);
    waiting.push(...part.subtransforms);
  }
  return parts;
}

function usedEnvironments(expansion: Expansion): ReadonlySet<string> {
  const transforms = [expansion.transform, ...partsOf(expansion).map(([, transform]) => transform)];
  const strategies = Object.values(expansion.components.windowingStrategies);
  return new Set([...transforms, ...strategies].map(({ environmentId }) => environmentId).filter((id) => id !== ""));
}

/**
 * Adds the environments that an expansion uses. One that is equal to one that is there is the same: each environment
 * costs workers of its own.
 */
function addEnvironments(
  { environments: present }: Components,
  environments: Readonly<Record<string, Environment>>,
  used: ReadonlySet<string>,
): { readonly ids: ReadonlyMap<string, string>; readonly added: Environment[] } {
  const byContent = new Map(Object.entries(present).map(([id, environment]) => [contentOf(environment), id]));
  const ids = new Map<string, string>();
  const added: Environment[] = [];
  for (const [id, environment] of Object.entries(environments)) {
    if (!used.has(id) || Object.hasOwn(present, id)) continue;
    const same = byContent.get(contentOf(environment));
    if (same !== undefined) ids.set(id, same);
    else {
      present[id] = environment;
      byContent.set(contentOf(environment), id);
      added.push(environment);
    }
  }
  return { ids, added };
}

function contentOf(environment: Environment): string {
  return Buffer.from(toBinary(EnvironmentSchema, environment)).toString("base64");
}
