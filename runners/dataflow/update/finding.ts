/** What a change means for an update: Dataflow refuses it; it may lose or misread what is kept; it does no harm. */
export type UpdateEffect = "refused" | "risky" | "harmless";

/** How a step of the new pipeline stands to one of the old; `"job"` is said of the pipelines as a whole. */
export type UpdateChange =
  | "kept"
  | "added"
  | "removed"
  | "renamed"
  | "kind"
  | "coder"
  | "windowing"
  | "state"
  | "timer"
  | "side input"
  | "source"
  | "structure"
  | "job";

/** One difference between a running job and the one that is to take its place; or that a step has none. */
export interface UpdateFinding {
  readonly change: UpdateChange;
  readonly effect: UpdateEffect;
  /** The step's full name: in the new pipeline, or in the old one where the new has none. */
  readonly step: string;
  /** Its name in the old pipeline, where that is another. */
  readonly oldStep?: string;
  /** One line: what it is and was. */
  readonly text: string;
  /** Why it has that effect, or what to do. */
  readonly why?: string;
}
