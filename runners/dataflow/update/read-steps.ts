// A pipeline as an update sees it: the steps that the service runs, by their names, with what it keeps for each.

import {
  ComponentsSchema,
  IsBounded_Enum,
  type Pipeline,
} from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { create } from "@bufbuild/protobuf";
import { findLeaves, type Leaf } from "./find-leaves.ts";
import { StepFacts, type StepParts } from "./step-facts.ts";
import type { UpdateStep, UpdateSteps } from "./step.ts";

/**
 * Returns the steps of a pipeline.
 *
 * @throws InvalidPipelineError when the pipeline contradicts itself, or two of its steps have the same name
 */
export function readSteps({ components = create(ComponentsSchema), rootTransformIds }: Pipeline): UpdateSteps {
  const { leaves, names } = findLeaves(components, rootTransformIds);
  const producers = producersOf(leaves);
  const facts = new StepFacts(components, leaves);
  const parts = new Map(leaves.map((leaf) => [leaf.transform.uniqueName, facts.of(leaf)]));
  const above = stepsAbove(leaves, producers, () => true);
  const mainInputs = stepsAbove(leaves, producers, (name, tag) => !partsOf(parts, name).sideTags.has(tag));
  const below = invert(above);
  addSideInputSources(leaves, parts);
  const steps = new Map<string, UpdateStep>();
  for (const { transform } of leaves) {
    const { uniqueName: name, spec } = transform;
    const { keeps, facts: own } = partsOf(parts, name);
    if (cutsStages(partsOf(parts, name))) own.set("steps that feed it", feedersOf(name, mainInputs, parts));
    const neighbours = { inputs: above.get(name) ?? [], outputs: below.get(name) ?? [] };
    steps.set(name, { name, urn: spec?.urn ?? "", keeps, facts: own, ...neighbours });
  }
  const collections = Object.values(components.pcollections);
  return { steps, names, isStreaming: collections.some(({ isBounded }) => isBounded === IsBounded_Enum.UNBOUNDED) };
}

function producersOf(leaves: readonly Leaf[]): ReadonlyMap<string, string> {
  return new Map(
    leaves.flatMap(({ transform: { uniqueName, outputs } }) => Object.values(outputs).map((id) => [id, uniqueName])),
  );
}

function stepsAbove(
  leaves: readonly Leaf[],
  producers: ReadonlyMap<string, string>,
  isMeant: (step: string, inputTag: string) => boolean,
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    leaves.map(({ transform: { uniqueName, inputs } }) => {
      const meant = Object.entries(inputs).filter(([tag]) => isMeant(uniqueName, tag));
      return [uniqueName, [...new Set(meant.flatMap(([, id]) => producers.get(id) ?? []))]];
    }),
  );
}

function partsOf(parts: ReadonlyMap<string, StepParts>, name: string): StepParts {
  return parts.get(name) ?? { keeps: [], facts: new Map(), sideTags: new Set() };
}

function cutsStages({ keeps }: StepParts): boolean {
  return keeps.some((each) => each.cutsStages);
}

function invert(above: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const below = new Map<string, string[]>();
  for (const [name, inputs] of above) {
    for (const input of inputs) {
      const list = below.get(input);
      if (list === undefined) below.set(input, [name]);
      else list.push(name);
    }
  }
  return below;
}

/** What a step gives to side inputs is stored in its name. */
function addSideInputSources(leaves: readonly Leaf[], parts: ReadonlyMap<string, StepParts>): void {
  const stored = { what: "what it gives to side inputs", whenMissing: "refused", cutsStages: false } as const;
  const sources = new Set<string>();
  for (const { facts } of parts.values()) {
    for (const { aspect, steps = [] } of facts.values()) {
      if (aspect === "sideInputSource") for (const step of steps) sources.add(step);
    }
  }
  for (const { transform } of leaves) {
    if (!sources.has(transform.uniqueName)) continue;
    partsOf(parts, transform.uniqueName).keeps.push(stored);
  }
}

/** Returns the nearest steps above one at which elements wait: between them they go through one fused stage. */
function feedersOf(
  name: string,
  above: ReadonlyMap<string, readonly string[]>,
  parts: ReadonlyMap<string, StepParts>,
): { readonly aspect: "feeders"; readonly text: string; readonly steps: readonly string[] } {
  const feeders = new Set<string>();
  const seen = new Set<string>();
  const todo = [...(above.get(name) ?? [])];
  for (let step = todo.pop(); step !== undefined; step = todo.pop()) {
    if (seen.has(step)) continue;
    seen.add(step);
    if (cutsStages(partsOf(parts, step))) feeders.add(step);
    else todo.push(...(above.get(step) ?? []));
  }
  const steps = [...feeders].sort();
  return { aspect: "feeders", text: steps.join(", "), steps };
}
