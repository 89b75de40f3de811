import { urns } from "../../../sdk/model/urns.ts";
import type { Leaf, PlanGraph } from "./plan-graph.ts";

/** What runs as one: transforms that hand each other their elements without leaving memory. */
export interface FusedStage {
  readonly id: string;
  /** The collection that its elements come in by. */
  readonly input: string;
  /** Set when its input is grouped: the collection that is. */
  readonly grouped: string | undefined;
  /** The name of the step that it begins with. */
  readonly name: string;
  readonly leaves: Leaf[];
  /** What leaves it: each collection with the stages that take it, as often as they do. */
  readonly outputs: Map<string, FusedStage[]>;
  /** The stages that its input comes from. */
  readonly producers: Set<FusedStage>;
}

const { impulse, groupByKey, flatten } = urns.primitives;

/**
 * Joins leaves into stages: a leaf runs in the stage that its input is made in, unless elements must be shuffled first
 * or come from several stages.
 *
 *     Impulse - Read - Parse - GroupByKey - Format - Write
 *     [ stage 1            ]   [ stage 2                 ]
 *
 * A flatten of collections of one stage runs in it; one of several stages begins a stage of its own, and each of the
 * others writes to that.
 *
 * @returns the stages, each after its producers
 */
export function fuse({ leaves }: PlanGraph): FusedStage[] {
  const stages: FusedStage[] = [];
  const madeIn = new Map<string, FusedStage>();
  for (const leaf of leaves) {
    const inputs = Object.values(leaf.transform.inputs);
    const sources = inputs.map((id) => stageOf(madeIn, id, leaf));
    const [first] = sources;
    const stage = first !== undefined && canFuse(leaf, sources) ? first : beginStage(stages, leaf, inputs, sources);
    for (const id of Object.values(leaf.transform.outputs)) madeIn.set(id, stage);
  }
  return stages;
}

function stageOf(madeIn: ReadonlyMap<string, FusedStage>, collection: string, leaf: Leaf): FusedStage {
  const stage = madeIn.get(collection);
  if (stage === undefined) throw new Error(`Nothing makes collection ${collection}, which "${leaf.step}" takes.`);
  return stage;
}

/** Whether a leaf can run in the one stage that its inputs are made in; if so, it is added to it. */
function canFuse(leaf: Leaf, [first, ...others]: readonly FusedStage[]): boolean {
  const urn = leaf.transform.spec?.urn ?? "";
  if (first === undefined || boundaryUrns.has(urn) || others.some((other) => other !== first)) return false;
  first.leaves.push(leaf);
  return true;
}

const boundaryUrns: ReadonlySet<string> = new Set([impulse, groupByKey, urns.composites.reshuffle]);

function beginStage(
  stages: FusedStage[],
  leaf: Leaf,
  inputs: readonly string[],
  sources: readonly FusedStage[],
): FusedStage {
  const urn = leaf.transform.spec?.urn;
  const [output] = Object.values(leaf.transform.outputs);
  if (output === undefined || (urn !== flatten && inputs.length > 1)) {
    throw new Error(`"${leaf.step}" (${urn ?? "without URN"}) has an unexpected number of inputs or outputs.`);
  }
  const stage: FusedStage = {
    id: `s${String(stages.length)}`,
    input: output,
    grouped: urn === groupByKey ? inputs[0] : undefined,
    name: leaf.step,
    leaves: [],
    outputs: new Map(),
    producers: new Set(sources),
  };
  inputs.forEach((collection, index) => {
    const outputs = sources[index]?.outputs;
    const known = outputs?.get(collection);
    if (known === undefined) outputs?.set(collection, [stage]);
    else known.push(stage);
  });
  stages.push(stage);
  return stage;
}
