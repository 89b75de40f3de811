import type { ElementContext } from "../dofn/contexts.ts";
import type { SideTypes } from "../dofn/side-inputs.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { PaneInfo } from "../values/pane.ts";
import type { Timestamp } from "../values/timestamp.ts";
import { GLOBAL_WINDOW, type Window } from "../values/window.ts";
import type { ElementMetadata } from "./registers.ts";
import type { StepSides, UnitParts } from "./unit.ts";

export const noSides: SideTypes = Object.freeze({});

/**
 * The context of a plain function. One that reads the registers serves all synchronous calls of a step; a call that
 * turns out to be asynchronous keeps it, pinned to its own element, and the next one gets another.
 */
export class FunctionContext implements ElementContext<SideTypes> {
  readonly metrics: Metrics;
  readonly #plan: Pick<UnitParts["plan"], "signal">;
  readonly #sides: StepSides | undefined;
  #metadata: ElementMetadata;

  constructor(metadata: ElementMetadata, { metrics, plan, sides }: Pick<UnitParts, "metrics" | "plan" | "sides">) {
    this.#metadata = metadata;
    this.metrics = metrics;
    this.#plan = plan;
    this.#sides = sides;
  }

  get signal(): AbortSignal {
    return this.#plan.signal;
  }

  get timestamp(): Timestamp {
    return this.#metadata.timestamp;
  }

  get window(): Window {
    return this.#metadata.windows[0] ?? GLOBAL_WINDOW;
  }

  get side(): SideTypes {
    return this.#sides?.of(this.window) ?? noSides;
  }

  get pane(): PaneInfo {
    return this.#metadata.pane;
  }

  /** Makes this the context of one element for good. */
  pin(metadata: ElementMetadata): void {
    this.#metadata = metadata;
  }
}
