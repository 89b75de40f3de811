import type { Timestamp } from "../../../sdk/values/timestamp.ts";
import type { ElementSource } from "../../../sdk/exec/bundle-context.ts";
import type { ElementCoders } from "./element-chunk.ts";
import type { Grouping } from "./grouping.ts";
import type { PendingInput } from "./pending-input.ts";

/** What a stage is to the engine. */
export type StageSpec = RootStage | OrdinaryStage | AggregateStage;

/** What every stage has. */
interface StageBase {
  /** Unique among the stages. */
  readonly id: string;
  /** For messages. */
  readonly name: string;
  /** The ids of the stages whose outputs come in here. */
  readonly producers: readonly string[];
  /** The ids of the stages that its side inputs come from: it begins when they are done. None when left out. */
  readonly sideProducers?: readonly string[];
  /**
   * Whether its steps may emit at times before those of their input. What follows then waits until it is done, so that
   * nothing comes late to a group.
   */
  readonly movesBack: boolean;
}

/** A stage that begins a job: it takes the one element that the engine gives it. */
export interface RootStage extends StageBase {
  readonly kind: "root";
}

/** A stage that takes elements in any order and number. */
export interface OrdinaryStage extends StageBase {
  readonly kind: "ordinary";
  /** What its input is written by where it outgrows memory. */
  readonly elements: ElementCoders;
}

/** A stage that takes groups, when the watermark has passed the end of their window. */
export interface AggregateStage extends StageBase {
  readonly kind: "aggregate";
  readonly grouping: Grouping;
}

/** Work that may start now. */
export interface Bundle<Input = ElementSource> {
  readonly id: string;
  readonly stageId: string;
  readonly input: Input;
  /** How many elements, or groups, it has. */
  readonly size: number;
}

/** What a bundle leaves behind that has ended well. */
export interface BundleOutcome<Input = ElementSource> {
  readonly bundleId: string;
  /** What it has made for other stages, by their id. Made by {@link ElementManager.newInput}. */
  readonly outputs: ReadonlyMap<string, PendingInput<Input>>;
}

/** Where the job stands. */
export type EngineStatus =
  | { readonly kind: "running" }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly cause: unknown }
  /** Nothing runs and nothing can start, though something waits: a defect, of which `report` tells every stage. */
  | { readonly kind: "stuck"; readonly report: string };

/** What is to be told of a stage. */
export interface StageReport {
  readonly id: string;
  readonly name: string;
  readonly state: "waiting" | "running" | "done";
  readonly pending: number;
  readonly inputWatermark: Timestamp;
  readonly outputWatermark: Timestamp;
  /** How long its bundles ran, up to the last one that has ended. */
  readonly busyMillis: number;
}
