import { distance } from "fastest-levenshtein";
import { ruleOf } from "./aspects.ts";
import { readsWhatWasWritten } from "./coder-shape.ts";
import type { MatchedSteps } from "./match-steps.ts";
import type { StepFact, UpdateStep, UpdateSteps } from "./step.ts";

/** Pairs below this likeness are not proposed: the same kind and facts alone are not enough. */
const leastLikeness = 3;
const likenesses = Object.freeze({ facts: 2, lastPart: 1, name: 1, neighbours: 1.5, order: 0.25 });

/**
 * Proposes names for steps that the job keeps something for and that the new pipeline doesn't have: those of steps that
 * are new, are of the same kind, would take over what is kept, and have alike names and neighbours.
 *
 * @returns new names by old ones
 */
export function proposeNames(old: UpdateSteps, now: UpdateSteps, matched: MatchedSteps): ReadonlyMap<string, string> {
  const taken = new Set(matched.toNew.values());
  const lost = [...old.steps.values()].filter(({ name, keeps }) => matched.missing.has(name) && keeps.length > 0);
  const free = [...now.steps.values()].filter(({ name }) => !taken.has(name));
  const proposed = new Map<string, string>();
  // What is matched makes its neighbours likelier, so each round may find what the one before could not.
  for (let isDone = false; !isDone;) {
    const known = new Map([...matched.toNew, ...proposed]);
    const used = new Set(proposed.values());
    const pairs = lost
      .filter(({ name }) => !proposed.has(name))
      .flatMap((step, at) => {
        const candidates = free.filter(({ name }) => !used.has(name));
        return candidates.map((other, otherAt) => ({
          from: step.name,
          to: other.name,
          likeness:
            likeness(step, other, { old, now, known }) - likenesses.order * Math.min(1, Math.abs(at - otherAt) / 10),
        }));
      })
      .filter((pair) => pair.likeness >= leastLikeness)
      .sort((a, b) => b.likeness - a.likeness);
    const [best] = pairs;
    isDone = best === undefined;
    const sure = pairs.filter(({ likeness: each }) => each >= (best?.likeness ?? 0));
    for (const { from, to } of sure) {
      if (!proposed.has(from) && ![...proposed.values()].includes(to)) proposed.set(from, to);
    }
  }
  return proposed;
}

interface Surroundings {
  readonly old: UpdateSteps;
  readonly now: UpdateSteps;
  readonly known: ReadonlyMap<string, string>;
}

/** Returns how alike two steps are; less than nothing where the one can't take over what is kept for the other. */
function likeness(step: UpdateStep, other: UpdateStep, around: Surroundings): number {
  if (step.urn !== other.urn || !takesOver(step, other)) return -1;
  const [name, otherName] = [step.name, other.name];
  const alike = 1 - distance(name, otherName) / Math.max(name.length, otherName.length);
  return (
    likenesses.facts * shareOfEqual(step.facts, other.facts) +
    (lastPart(name) === lastPart(otherName) ? likenesses.lastPart : 0) +
    likenesses.name * alike +
    likenesses.neighbours *
      (alikeSteps(step.inputs, other.inputs, around) + alikeSteps(step.outputs, other.outputs, around))
  );
}

function takesOver({ facts }: UpdateStep, other: UpdateStep): boolean {
  return [...new Set([...facts.keys(), ...other.facts.keys()])].every((label) => {
    const [old, now] = [facts.get(label), other.facts.get(label)];
    const fact = old ?? now;
    if (fact === undefined) return true;
    const rule = ruleOf(fact.aspect);
    if (old === undefined) return rule.added !== "refused";
    if (now === undefined) return rule.removed !== "refused";
    if (rule.changed !== "refused" || old.text === now.text) return true;
    return old.coder !== undefined && now.coder !== undefined && readsWhatWasWritten(old.coder, now.coder);
  });
}

function shareOfEqual(old: ReadonlyMap<string, StepFact>, now: ReadonlyMap<string, StepFact>): number {
  const labels = new Set([...old.keys(), ...now.keys()]);
  const equal = [...labels].filter((label) => old.get(label)?.text === now.get(label)?.text);
  return labels.size === 0 ? 1 : equal.length / labels.size;
}

/** Returns how many neighbours are the same, from 0 to 1; those that have no successor count half where they are of one kind. */
function alikeSteps(steps: readonly string[], others: readonly string[], { old, now, known }: Surroundings): number {
  if (steps.length === 0 && others.length === 0) return 1;
  let same = 0;
  for (const step of steps) {
    const successor = known.get(step);
    if (successor !== undefined) same += others.includes(successor) ? 1 : 0;
    else if (others.some((other) => now.steps.get(other)?.urn === old.steps.get(step)?.urn)) same += 0.5;
  }
  return same / Math.max(steps.length, others.length);
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
