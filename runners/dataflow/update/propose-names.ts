import { distance } from "fastest-levenshtein";
import { ruleOf } from "./aspects.ts";
import { readsWhatWasWritten } from "./coder-shape.ts";
import type { MatchedSteps } from "./match-steps.ts";
import type { StepFact, UpdateStep, UpdateSteps } from "./step.ts";

/** What makes two steps alike, and how much it weighs. */
const weights = Object.freeze({ facts: 2, lastPart: 1, name: 1, neighbours: 1.5, order: 0.25 });
/** Pairs below this likeness are not proposed: to be of one kind with the same facts is not enough. */
const leastLikeness = 3;
/** Each finds neighbours of what the one before has found; this many are enough for all but endless rows of twins. */
const mostRounds = 50;

/** Two steps that may be the same one. */
interface Candidate {
  readonly from: UpdateStep;
  readonly to: UpdateStep;
  /** How alike they are for themselves, without their neighbours. */
  readonly likeness: number;
}

/**
 * Proposes names for steps that the job keeps something for and that the new pipeline doesn't have: those of steps that
 * are new, are of the same kind, would take over what is kept, and have alike names and neighbours.
 *
 * @returns new names by old ones
 */
export function proposeNames(old: UpdateSteps, now: UpdateSteps, matched: MatchedSteps): ReadonlyMap<string, string> {
  let candidates = candidatesOf(old, now, matched);
  const proposed = new Map<string, string>();
  const used = new Set<string>();
  for (let round = 0; round < mostRounds; round++) {
    const surroundings = { old, now, known: new Map([...matched.toNew, ...proposed]) };
    const sure = mutualBest(candidates, surroundings);
    if (sure.length === 0) break;
    for (const { from, to } of sure) {
      proposed.set(from.name, to.name);
      used.add(to.name);
    }
    candidates = candidates.filter(({ from, to }) => !proposed.has(from.name) && !used.has(to.name));
  }
  return proposed;
}

function candidatesOf(old: UpdateSteps, now: UpdateSteps, { missing, toNew }: MatchedSteps): Candidate[] {
  const taken = new Set(toNew.values());
  const free = Map.groupBy(
    [...now.steps.values()].filter(({ name }) => !taken.has(name)),
    ({ urn }) => urn,
  );
  const lost = Map.groupBy(
    [...old.steps.values()].filter(({ name, keeps }) => missing.has(name) && keeps.length > 0),
    ({ urn }) => urn,
  );
  const likenessOfFacts = memoized(factLikeness);
  return [...lost].flatMap(([urn, steps]) =>
    steps.flatMap((from, at) =>
      (free.get(urn) ?? []).flatMap((to, otherAt) => {
        const alike = likenessOfFacts(from, to);
        if (alike === undefined) return [];
        const order = weights.order * Math.min(1, Math.abs(at - otherAt) / 10);
        return { from, to, likeness: alike + nameLikeness(from.name, to.name) - order };
      }),
    ),
  );
}

/** Returns the pairs of which each is the likeliest for the other. */
function mutualBest(candidates: readonly Candidate[], surroundings: Surroundings): Candidate[] {
  const [bestFrom, bestTo] = [new Map<UpdateStep, Scored>(), new Map<UpdateStep, Scored>()];
  for (const candidate of candidates) {
    const { from, to, likeness } = candidate;
    const scored = { candidate, likeness: likeness + neighbourLikeness(from, to, surroundings) };
    if (scored.likeness < leastLikeness) continue;
    if (scored.likeness > (bestFrom.get(from)?.likeness ?? 0)) bestFrom.set(from, scored);
    if (scored.likeness > (bestTo.get(to)?.likeness ?? 0)) bestTo.set(to, scored);
  }
  return [...bestFrom.values()]
    .map(({ candidate }) => candidate)
    .filter((candidate) => bestTo.get(candidate.to)?.candidate === candidate);
}

interface Scored {
  readonly candidate: Candidate;
  readonly likeness: number;
}

interface Surroundings {
  readonly old: UpdateSteps;
  readonly now: UpdateSteps;
  readonly known: ReadonlyMap<string, string>;
}

function nameLikeness(name: string, other: string): number {
  const alike = 1 - distance(name, other) / Math.max(name.length, other.length);
  return weights.name * alike + (lastPart(name) === lastPart(other) ? weights.lastPart : 0);
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Returns how alike the facts of two steps are; undefined where the one can't take over what is kept for the other. */
function factLikeness({ facts }: UpdateStep, other: UpdateStep): number | undefined {
  const labels = [...new Set([...facts.keys(), ...other.facts.keys()])];
  if (!labels.every((label) => isTakenOver(facts.get(label), other.facts.get(label)))) return undefined;
  const equal = labels.filter((label) => facts.get(label)?.text === other.facts.get(label)?.text);
  return weights.facts * (labels.length === 0 ? 1 : equal.length / labels.length);
}

function isTakenOver(old: StepFact | undefined, now: StepFact | undefined): boolean {
  const fact = old ?? now;
  if (fact === undefined) return true;
  const rule = ruleOf(fact.aspect);
  if (old === undefined) return rule.added !== "refused";
  if (now === undefined) return rule.removed !== "refused";
  if (rule.changed !== "refused" || old.text === now.text) return true;
  return old.coder !== undefined && now.coder !== undefined && readsWhatWasWritten(old.coder, now.coder);
}

/** Compares steps with the same facts once: there are many of them in a large pipeline. */
function memoized(compare: typeof factLikeness): typeof factLikeness {
  const signatures = new Map<UpdateStep, string>();
  const signatureOf = (step: UpdateStep): string => {
    const known = signatures.get(step);
    if (known !== undefined) return known;
    // Names of steps tell of neighbours, which are compared for themselves.
    const own = [...step.facts].filter(([, { steps }]) => steps === undefined);
    const signature = JSON.stringify(own.map(([label, { text }]) => [label, text]));
    signatures.set(step, signature);
    return signature;
  };
  const compared = new Map<string, number | undefined>();
  return (step, other) => {
    const both = `${signatureOf(step)} ${signatureOf(other)}`;
    if (!compared.has(both)) compared.set(both, compare(step, other));
    return compared.get(both);
  };
}

/** Returns how many neighbours are the same; those that have no successor yet count half where they are of one kind. */
function neighbourLikeness(from: UpdateStep, to: UpdateStep, surroundings: Surroundings): number {
  const { inputs, outputs } = to;
  return (
    weights.neighbours *
    (shareOfSame(from.inputs, inputs, surroundings) + shareOfSame(from.outputs, outputs, surroundings))
  );
}

function shareOfSame(steps: readonly string[], others: readonly string[], { old, now, known }: Surroundings): number {
  if (steps.length === 0 && others.length === 0) return 1;
  let same = 0;
  for (const step of steps) {
    const successor = known.get(step);
    if (successor !== undefined) same += others.includes(successor) ? 1 : 0;
    else if (others.some((other) => now.steps.get(other)?.urn === old.steps.get(step)?.urn)) same += 0.5;
  }
  return same / Math.max(steps.length, others.length);
}
