import type { UpdateChange, UpdateEffect } from "./finding.ts";

/** What becomes of an update when a fact of a kept step is another, is there no more, or is new. */
interface AspectRule {
  readonly change: UpdateChange;
  readonly changed: UpdateEffect;
  /** Undefined where the fact that it belongs to says so. */
  readonly removed?: UpdateEffect;
  readonly added?: UpdateEffect;
  readonly why: string;
}

const rewritten = "what is buffered was written by the old coder, and would be read by the new one";
const inOldWindows = "what is buffered stays in the windows, and under the triggers, that it came with";

/** The kinds of facts, with the rules of updates for each. */
export const aspects = Object.freeze({
  coder: {
    change: "coder",
    changed: "refused",
    removed: "refused",
    added: "refused",
    why: rewritten,
  },
  windowCoder: {
    change: "windowing",
    changed: "refused",
    why: "what is buffered was written with its windows, which would be read by another coder",
  },
  merging: {
    change: "windowing",
    changed: "refused",
    why: "windows that merge are kept in another way than those that don't",
  },
  windowing: {
    change: "windowing",
    changed: "risky",
    why: inOldWindows,
  },
  state: {
    change: "state",
    changed: "refused",
    removed: "risky",
    added: "harmless",
    why: "what lies in the cell was written by its old kind and coder; a cell that is no longer declared is lost",
  },
  timer: {
    change: "timer",
    changed: "refused",
    removed: "risky",
    added: "harmless",
    why: "timers that are set stay set; one whose family is gone finds nobody when it fires",
  },
  order: {
    change: "state",
    changed: "risky",
    why: "elements that were taken in under the one promise are gone on with under the other",
  },
  restriction: {
    change: "coder",
    changed: "refused",
    removed: "refused",
    added: "harmless",
    why: "how far a source was read is kept as a restriction, in that coder",
  },
  sideInput: {
    change: "side input",
    changed: "refused",
    removed: "refused",
    added: "refused",
    why: "a step keeps the side inputs that it began with; give the step another name and its old one no successor",
  },
  sideInputWindows: {
    change: "side input",
    changed: "risky",
    why: "what was stored for the side input stays in the windows that it came with",
  },
  sideInputSource: {
    change: "side input",
    changed: "risky",
    why: "what the old step gave stays stored beside what the new one gives",
  },
  source: {
    change: "source",
    changed: "risky",
    why: "what was read from the old source and is not acknowledged comes again there, where nobody reads it",
  },
  payload: {
    change: "kind",
    changed: "risky",
    why: "only the runner knows what the step keeps",
  },
  feeders: {
    change: "structure",
    changed: "risky",
    why: "steps are fused into other stages: elements on the way between the old ones take another way",
  },
} as const satisfies Readonly<Record<string, AspectRule>>);

/** The name of a kind of facts. */
export type Aspect = keyof typeof aspects;

/** Returns the rule of an aspect. */
export function ruleOf(aspect: Aspect): AspectRule {
  return aspects[aspect];
}
