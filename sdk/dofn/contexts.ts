import type { Metrics } from "../metrics/metrics.ts";
import type { PaneInfo } from "../values/pane.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { Window } from "../values/window.ts";
import type { NoSide, SideTypes } from "./side-inputs.ts";

/** What an element-wise function may know beside the element; `Side` has the types of its side inputs, by name. */
export interface ElementContext<out Side extends SideTypes = NoSide> {
  /** The element's event time, milliseconds since the epoch. */
  readonly timestamp: Timestamp;
  /**
   * The window that the element is processed in; an element of several windows is processed once in each. Where that is an
   * interval, `intervalOf(window)` has its start and end.
   */
  readonly window: Window;
  /** The firing that the element comes from. */
  readonly pane: PaneInfo;
  /** The side inputs of this step, by name, as they are for the window that the element is processed in. */
  readonly side: Side;
  /** The metrics of this step. */
  readonly metrics: Metrics;
  /**
   * Aborted when the job is cancelled or has failed, or the call has taken longer than the step's `timeout`: give it to
   * what can be cancelled, like `fetch`.
   */
  readonly signal: AbortSignal;
}

/** The types of a DoFn's tagged outputs, by tag. */
export type OutputTypes = Readonly<Record<string, unknown>>;

/** How an element is emitted. */
export interface EmitOptions {
  /** The element's event time; that of the input element when left out. Not earlier than the input element's. */
  readonly timestamp?: Timestamp;
}

/** How an element is emitted where there is no input element whose time and window it could take. */
export interface EmitWindowedOptions {
  readonly timestamp: Timestamp;
  readonly window: Window;
}

/** What a DoFn's `process` is given beside the element. Its functions may be destructured. */
export interface ProcessContext<
  O,
  Tags extends OutputTypes,
  Resources,
  Side extends SideTypes = NoSide,
> extends ElementContext<Side> {
  /** Emits an element to the main output. It never waits: see {@link ProcessContext.flush}. */
  readonly emit: (value: O, options?: EmitOptions) => void;
  /** Emits an element to a tagged output. */
  readonly emitTo: <Tag extends keyof Tags & string>(tag: Tag, value: Tags[Tag], options?: EmitOptions) => void;
  /**
   * Waits until what was emitted so far is accepted by the steps below. A function that emits much for one element
   * awaits it now and then, so that what an asynchronous step below has not yet taken does not pile up.
   */
  readonly flush: () => Promise<void>;
  /** What `setup` returned. */
  readonly resources: Resources;
}

/** What `startBundle` and `finishBundle` are given. */
export interface BundleContext<O, Tags extends OutputTypes, Resources> {
  /** Emits an element to the main output, at the given time and window. */
  readonly emit: (value: O, options: EmitWindowedOptions) => void;
  /** Emits an element to a tagged output, at the given time and window. */
  readonly emitTo: <Tag extends keyof Tags & string>(tag: Tag, value: Tags[Tag], options: EmitWindowedOptions) => void;
  /** The metrics of this step. */
  readonly metrics: Metrics;
  /** What `setup` returned. */
  readonly resources: Resources;
  /** Aborted when the job is cancelled or has failed. */
  readonly signal: AbortSignal;
}

/** What `setup` is given. */
export interface SetupContext {
  /** The full name of the step: `"Enrich/Lookup"`. */
  readonly step: string;
}

/** What `teardown` is given beside the resources. */
export interface TeardownContext {
  /** True when the job is known to have failed or to be cancelled: what was left for a later step won't be used. */
  readonly hasJobFailed: boolean;
}
