import type { ElementContext } from "../dofn/contexts.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { PaneInfo } from "../values/pane.ts";
import type { Timestamp } from "../values/timestamp.ts";
import { GLOBAL_WINDOW, type Window } from "../values/window.ts";
import type { ElementMetadata } from "./registers.ts";

/**
 * The context of a plain function. One that reads the registers serves all synchronous calls of a step; a call that
 * turns out to be asynchronous keeps it, pinned to its own element, and the next one gets another.
 */
export class FunctionContext implements ElementContext {
  readonly metrics: Metrics;
  #metadata: ElementMetadata;

  constructor(metadata: ElementMetadata, metrics: Metrics) {
    this.#metadata = metadata;
    this.metrics = metrics;
  }

  get timestamp(): Timestamp {
    return this.#metadata.timestamp;
  }

  get window(): Window {
    return this.#metadata.windows[0] ?? GLOBAL_WINDOW;
  }

  get pane(): PaneInfo {
    return this.#metadata.pane;
  }

  /** Makes this the context of one element for good. */
  pin(metadata: ElementMetadata): void {
    this.#metadata = metadata;
  }
}
