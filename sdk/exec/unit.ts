import type { Coder } from "../coders/coder.ts";
import type { SideTypes } from "../dofn/side-inputs.ts";
import type { FunctionTable } from "../fn/function-table.ts";
import type { MetricsContainer } from "../metrics/metrics-container.ts";
import type { ProcessBundleDescriptor } from "../model/gen/org/apache/beam/model/fn_execution/v1/beam_fn_api_pb.ts";
import type { PTransform } from "../model/gen/org/apache/beam/model/pipeline/v1/beam_runner_api_pb.ts";
import type { Window } from "../values/window.ts";
import type { WindowingStrategy } from "../windowing/windowing-strategy.ts";
import type { BundleContext } from "./bundle-context.ts";
import type { Lane } from "./lane.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { Registers } from "./registers.ts";
import type { StepFailures } from "./step-failures.ts";
import type { StrictMode } from "./strict/strict-mode.ts";

/**
 * Takes one element, whose metadata is in the registers. Returns a promise only when it can't be done at once; whoever
 * calls it may push on before that settles (the element waits in line) but awaits it in the end.
 */
export type Receiver = (value: unknown) => MaybePromise;

/**
 * Takes a pair like a {@link Receiver}, by its parts: for units that would take it apart at once. Making no tuple for it
 * saves a tenth of a word count.
 */
export type PairReceiver = (key: unknown, value: unknown) => MaybePromise;

/** How many elements a collection had. */
export interface ElementCount {
  elements: number;
}

/** One step of a plan. It serves many bundles, one at a time; elements come in through `receive`. */
export interface Unit {
  readonly receive: Receiver;
  /** Takes a pair; where it is missing, `receive` is given a tuple. */
  readonly receivePair?: PairReceiver;
  /** Runs once, before the first bundle. */
  setup?(): MaybePromise;
  startBundle?(context: BundleContext): MaybePromise;
  finishBundle?(context: BundleContext): MaybePromise;
  /** Runs once, after the last bundle, also when that failed. */
  teardown?(hasJobFailed: boolean): MaybePromise;
}

/** What a unit is built from. */
export interface UnitParts {
  readonly transformId: string;
  readonly transform: PTransform;
  /** Where its outputs go, by tag. An output that nothing takes still counts its elements. */
  readonly outputs: ReadonlyMap<string, Receiver>;
  /** Where the pairs of its only output go. */
  readonly pushPair: PairReceiver;
  /** Counts the elements of its input; units add to it themselves, which is cheaper than one more call. */
  readonly received: ElementCount;
  readonly registers: Registers;
  readonly metrics: MetricsContainer;
  readonly failures: StepFailures;
  /** What the step reads beside its elements; undefined for most. */
  readonly sides?: StepSides;
  readonly plan: PlanParts;
}

/** The side inputs of a step. */
export interface StepSides {
  /** Returns them, by name, as they are for elements of a window, for which they were loaded before. */
  of(window: Window): SideTypes;
}

/** What all units of a plan share. */
export interface PlanParts {
  readonly descriptor: ProcessBundleDescriptor;
  readonly functions: FunctionTable;
  readonly signal: AbortSignal;
  /** Stands for the job in this process: what is counted over all of its plans is kept by it. */
  readonly job: object;
  /** Where a step is counted for its error budget, when other threads count with it. */
  readonly tallyOf?: TallyOf;
  /** Where elements of its asynchronous steps wait: each adds itself. */
  readonly lanes: Lane[];
  /** Looks for what goes well in one process alone; undefined where nobody has asked for it. */
  readonly strict?: StrictMode;
  coder(id: string): Coder<unknown>;
  windowing(id: string): WindowingStrategy;
}

/** How many elements a step was given, and for how many of them it has failed. */
export interface StepTally {
  readonly elements: number;
  readonly errors: number;
  /** Counts some more. */
  add(elements: number, errors: number): void;
}

/** Returns the tally of a step, by its full name. */
export type TallyOf = (step: string) => StepTally;

/** Builds the unit of one URN. */
export type UnitFactory = (parts: UnitParts) => Unit;

/** Returns the receiver of a unit's only output. */
export function onlyOutput({ outputs, transformId }: UnitParts): Receiver {
  const [receiver] = outputs.values();
  if (receiver === undefined) throw new Error(`Transform ${transformId} has no output.`);
  return receiver;
}
