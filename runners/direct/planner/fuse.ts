import type { FunctionTable } from "../../../sdk/fn/function-table.ts";
import { urns } from "../../../sdk/model/urns.ts";
import { elementInputs } from "../../../sdk/translate/side-inputs.ts";
import type { SideForm } from "../sides/side-store.ts";
import type { Leaf, PlanGraph } from "./plan-graph.ts";
import { sideUsesOf, storeId } from "./side-uses.ts";

/** What runs as one: transforms that hand each other their elements without leaving memory. */
export interface FusedStage {
  readonly id: string;
  /** The collection that its elements come in by. */
  readonly input: string;
  /** Whether it begins with an impulse: the engine gives it its one element. */
  readonly isRoot: boolean;
  /** Set when its input is grouped: the collection that is. */
  readonly grouped: string | undefined;
  /** The name of the step that it begins with. */
  readonly name: string;
  readonly leaves: Leaf[];
  /** What leaves it: each collection with the stages that take it, as often as they do. */
  readonly outputs: Map<string, FusedStage[]>;
  /** The stages that its input comes from. */
  readonly producers: Set<FusedStage>;
  /** What is kept of its collections for the side inputs of other stages: by the id of what keeps it. */
  readonly sideOutputs: Map<string, SideOutput>;
  /** The stages that its side inputs come from: it waits until they are done. */
  readonly sideProducers: Set<FusedStage>;
}

/** A collection that is kept for side inputs. */
export interface SideOutput {
  readonly collection: string;
  readonly form: SideForm;
  /** The name of a step that reads it. */
  readonly readBy: string;
}

const { impulse, groupByKey, flatten } = urns.primitives;

/**
 * Joins leaves into stages: a leaf runs in the stage that its input is made in, unless elements must be shuffled first
 * or come from several stages.
 *
 *     Impulse - Read - Parse - GroupByKey - Format - Write
 *     [ stage 1            ]   [ stage 2                 ]
 *
 * A leaf with side inputs is kept out of the stages that they come from, and of all that those follow from: it waits until
 * they are done, so it would wait for itself.
 *
 *     Impulse - Read - Parse - Join            Impulse - Read - Parse - ...      stage 1, which keeps what Stop gives
 *                    \- Stop -/ (side)                       \- Stop
 *                                                                       Join      stage 2, which waits for stage 1
 *
 * A flatten of collections of one stage runs in it; one of several stages begins a stage of its own, and each of the
 * others writes to that. A stage that would only hand on what it gets is left out:
 *
 *     [ Read A ] -> [ Flatten ] -> [ GroupByKey - Format ]             [ Read A ] -> [ GroupByKey - Format ]
 *     [ Read B ] -/                                           becomes  [ Read B ] -/
 *
 * @returns the stages, each after its producers
 */
export function fuse({ leaves }: PlanGraph, functions: FunctionTable): FusedStage[] {
  const stages: FusedStage[] = [];
  const madeIn = new Map<string, Place>();
  for (const leaf of leaves) {
    const inputs = Object.values(elementInputs(leaf.transform));
    const places = inputs.map((id) => placeOf(madeIn, id, leaf));
    const sides = sideUsesOf(leaf, functions).map((use) => ({
      use,
      stage: placeOf(madeIn, use.collection, leaf).stage,
    }));
    const mayJoin = !sides.some(({ stage }) => places.some((place) => followsFrom(stage, place.stage)));
    const place =
      (mayJoin ? fused(leaf, places) : undefined) ?? continued(stages, leaf, places) ?? begun(stages, leaf, places);
    for (const { use, stage } of sides) {
      const { collection, form } = use;
      stage.sideOutputs.set(storeId(collection, form), { collection, form, readBy: leaf.step });
      place.stage.sideProducers.add(stage);
    }
    for (const id of Object.values(leaf.transform.outputs)) madeIn.set(id, { ...place, collection: id });
  }
  const passages = new Set(stages.filter(isPassage));
  for (const stage of passages) bypass(stage);
  return stages.filter((stage) => !passages.has(stage));
}

/** Says whether a stage has nothing to do but to hand its elements on. */
function isPassage({ isRoot, grouped, leaves, input, outputs }: FusedStage): boolean {
  return !isRoot && grouped === undefined && leaves.length === 0 && outputs.size === 1 && outputs.has(input);
}

/** Makes the producers of a stage write to its consumers. */
function bypass(stage: FusedStage): void {
  const consumers = stage.outputs.get(stage.input) ?? [];
  for (const producer of stage.producers) {
    for (const [collection, targets] of producer.outputs) {
      const beyond = targets.flatMap((target) => (target === stage ? consumers : [target]));
      producer.outputs.set(collection, beyond);
    }
  }
  for (const consumer of consumers) {
    consumer.producers.delete(stage);
    for (const producer of stage.producers) consumer.producers.add(producer);
  }
}

/** Where a collection is made. */
interface Place {
  readonly collection: string;
  readonly stage: FusedStage;
  /** How many units an element has passed through in the stage when it gets there. */
  readonly depth: number;
}

/** Units call each other: a longer chain of them could leave the processor's stack, however long a pipeline is. */
const maxDepth = 250;

function placeOf(madeIn: ReadonlyMap<string, Place>, collection: string, leaf: Leaf): Place {
  const place = madeIn.get(collection);
  if (place === undefined) throw new Error(`Nothing makes collection ${collection}, which "${leaf.step}" takes.`);
  return place;
}

/** Says whether a stage is another one, or begins when that has made something, or is done. */
function followsFrom(stage: FusedStage, from: FusedStage): boolean {
  const seen = new Set([stage]);
  for (const next of seen) {
    if (next === from) return true;
    for (const before of next.producers) seen.add(before);
    for (const before of next.sideProducers) seen.add(before);
  }
  return false;
}

type Made = Omit<Place, "collection">;

const boundaries: ReadonlySet<string> = new Set([impulse, groupByKey, urns.composites.reshuffle]);

/** Runs a leaf in the one stage that its inputs are made in, if there is one. */
function fused(leaf: Leaf, places: readonly Place[]): Made | undefined {
  const [first, ...others] = places;
  const depth = Math.max(...places.map((place) => place.depth)) + 1;
  if (first === undefined || boundaries.has(leaf.transform.spec?.urn ?? "")) return undefined;
  if (depth > maxDepth || others.some(({ stage }) => stage !== first.stage)) return undefined;
  first.stage.leaves.push(leaf);
  return { stage: first.stage, depth };
}

/** Runs a leaf of one input, whose stage is too long already, in a new stage that goes on from its input. */
function continued(stages: FusedStage[], leaf: Leaf, places: readonly Place[]): Made | undefined {
  const [place, ...others] = places;
  if (place === undefined || others.length > 0 || boundaries.has(leaf.transform.spec?.urn ?? "")) return undefined;
  const parts = { input: place.collection, isRoot: false, grouped: undefined, name: leaf.step };
  const stage = addStage(stages, parts, places);
  stage.leaves.push(leaf);
  return { stage, depth: 1 };
}

/** Begins the stage that takes the output of a leaf at which elements are shuffled or come together. */
function begun(stages: FusedStage[], leaf: Leaf, places: readonly Place[]): Made {
  const urn = leaf.transform.spec?.urn;
  const [input] = Object.values(leaf.transform.outputs);
  // A flatten may have any number of inputs, none among them.
  if (input === undefined || (urn !== flatten && places.length !== (urn === impulse ? 0 : 1))) {
    throw new Error(`"${leaf.step}" (${urn ?? "without URN"}) has an unexpected number of inputs or outputs.`);
  }
  const grouped = urn === groupByKey ? places[0]?.collection : undefined;
  const parts = { input, isRoot: urn === impulse, grouped, name: leaf.step };
  return { stage: addStage(stages, parts, places), depth: 0 };
}

function addStage(
  stages: FusedStage[],
  parts: Pick<FusedStage, "input" | "isRoot" | "grouped" | "name">,
  places: readonly Place[],
): FusedStage {
  const stage: FusedStage = {
    id: `s${String(stages.length)}`,
    ...parts,
    leaves: [],
    outputs: new Map(),
    producers: new Set(places.map((place) => place.stage)),
    sideOutputs: new Map(),
    sideProducers: new Set(),
  };
  for (const { stage: producer, collection } of places) {
    const consumers = producer.outputs.get(collection);
    if (consumers === undefined) producer.outputs.set(collection, [stage]);
    else consumers.push(stage);
  }
  stages.push(stage);
  return stage;
}
