import type { Pipeline } from "../../../sdk/model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import { ruleOf } from "./aspects.ts";
import { readsWhatWasWritten, shortUrn } from "./coder-shape.ts";
import type { UpdateEffect, UpdateFinding } from "./finding.ts";
import { matchSteps, type MatchedSteps, type TransformNameMapping } from "./match-steps.ts";
import { readSteps } from "./read-steps.ts";
import type { StepFact, UpdateStep, UpdateSteps } from "./step.ts";

/**
 * Compares a running pipeline with one that is to take its place, as the service does before an update: every step is
 * kept, added, removed or renamed, and of what is kept for a step, that which has changed.
 *
 * Steps are found by their names, everything else is compared by what it is: ids don't matter, nor does the text of
 * functions. Source: Dataflow's documents on updating a pipeline, and what its runners' options say of the mapping.
 *
 * @param mapping - names of the old pipeline, steps or composites, and what they are now
 * @throws NameMappingError when the mapping names what there is not
 * @throws InvalidPipelineError when one of the pipelines contradicts itself
 */
export function compareForUpdate(old: Pipeline, now: Pipeline, mapping: TransformNameMapping = {}): UpdateFinding[] {
  const [oldSteps, newSteps] = [readSteps(old), readSteps(now)];
  return compareSteps(oldSteps, newSteps, matchSteps(oldSteps, newSteps, mapping));
}

/** Compares pipelines whose steps were read and matched: see {@link compareForUpdate}. */
export function compareSteps(old: UpdateSteps, now: UpdateSteps, matched: MatchedSteps): UpdateFinding[] {
  const findings = jobFindings(old, now);
  for (const step of old.steps.values()) {
    const newName = matched.toNew.get(step.name);
    const successor = newName === undefined ? undefined : now.steps.get(newName);
    if (successor === undefined) findings.push(removed(step, matched));
    else findings.push(...changesOf(step, successor, matched));
  }
  const found = new Set(matched.toNew.values());
  for (const step of now.steps.values()) if (!found.has(step.name)) findings.push(added(step));
  return findings;
}

function jobFindings(old: UpdateSteps, now: UpdateSteps): UpdateFinding[] {
  if (old.isStreaming && now.isStreaming) return [];
  const which = old.isStreaming
    ? "The new pipeline is"
    : now.isStreaming
      ? "The old pipeline is"
      : "Both pipelines are";
  const text = `${which} without an unbounded collection: a batch job.`;
  const why = "only streaming jobs can be updated; a batch job is run anew";
  return [{ change: "job", effect: "refused", step: "", text, why }];
}

function removed({ name, keeps }: UpdateStep, { deleted, missing }: MatchedSteps): UpdateFinding {
  const what = keeps.map((each) => each.what).join(", ");
  const base = { change: "removed", step: name } as const;
  if (keeps.length === 0) return { ...base, effect: "harmless", text: "nothing is kept for it" };
  if (deleted.has(name)) {
    return { ...base, effect: "risky", text: `mapped to nothing: ${what} is lost`, why: "the mapping says so" };
  }
  const translated = missing.get(name) ?? name;
  const place = translated === name ? "" : `; it is mapped to "${translated}", which is not there`;
  return {
    ...base,
    effect: worst(keeps.map(({ whenMissing }) => whenMissing)),
    text: `the job keeps ${what}${place}`,
    why: `map it to its new name, or to "" where what is kept may be lost`,
  };
}

function added({ name, keeps }: UpdateStep): UpdateFinding {
  const text = keeps.length === 0 ? "a new step" : "a new step, for which nothing is kept yet";
  return { change: "added", effect: "harmless", step: name, text };
}

function changesOf(old: UpdateStep, now: UpdateStep, matched: MatchedSteps): UpdateFinding[] {
  const names = { step: now.name, ...(old.name === now.name ? {} : { oldStep: old.name }) };
  const findings: UpdateFinding[] = [];
  if (old.urn !== now.urn) {
    const isKept = old.keeps.length > 0 || now.keeps.length > 0;
    const text = `was ${shortUrn(old.urn)}, is ${shortUrn(now.urn)}`;
    const why = "what is kept for a step of one kind is nothing to another kind";
    return [{ change: "kind", effect: isKept ? "refused" : "harmless", ...names, text, ...(isKept ? { why } : {}) }];
  }
  for (const label of new Set([...old.facts.keys(), ...now.facts.keys()])) {
    const finding = changeOf(label, old.facts.get(label), now.facts.get(label), matched);
    if (finding !== undefined) findings.push({ ...finding, ...names });
  }
  if (old.name !== now.name) {
    findings.unshift({ change: "renamed", effect: "harmless", ...names, text: `was "${old.name}"` });
  }
  return findings.length > 0 ? findings : [{ change: "kept", effect: "harmless", ...names, text: "as it was" }];
}

function changeOf(
  label: string,
  old: StepFact | undefined,
  now: StepFact | undefined,
  { toNew }: MatchedSteps,
): Omit<UpdateFinding, "step"> | undefined {
  const fact = old ?? now;
  if (fact === undefined) return undefined;
  const { change, why, changed, removed: whenRemoved, added: whenAdded } = ruleOf(fact.aspect);
  if (old === undefined) return whenAdded && { change, effect: whenAdded, text: `${label} is new`, why };
  if (now === undefined) return whenRemoved && { change, effect: whenRemoved, text: `${label} is there no more`, why };
  if (isSame(old, now, toNew)) return undefined;
  const text = `${label}: was ${shown(old)}, is ${shown(now)}`;
  if (old.coder !== undefined && now.coder !== undefined && readsWhatWasWritten(old.coder, now.coder)) {
    return { change, effect: "risky", text, why: "what was written without the new fields is read with null there" };
  }
  return { change, effect: changed, text, why };
}

function isSame(old: StepFact, now: StepFact, toNew: ReadonlyMap<string, string>): boolean {
  if (old.steps === undefined || now.steps === undefined) return old.text === now.text;
  const steps = old.steps.map((step) => toNew.get(step));
  // What has no successor is a finding of its own.
  if (steps.includes(undefined)) return true;
  return steps.length === now.steps.length && now.steps.every((step) => steps.includes(step));
}

function shown({ text }: StepFact): string {
  return text === "" ? "nothing" : text;
}

const byWeight: readonly UpdateEffect[] = ["refused", "risky", "harmless"];

/** Returns the effect that counts, of several. */
export function worst(effects: readonly UpdateEffect[]): UpdateEffect {
  return byWeight.find((effect) => effects.includes(effect)) ?? "harmless";
}
