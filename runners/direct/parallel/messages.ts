// What a job's own thread and those that run its stages say to each other.

import type { MessagePort } from "node:worker_threads";
import type { SpillOptions } from "../spill/spill-options.ts";
import type { OutgoingChunk } from "./chunk.ts";
import type { ErrorRecord } from "./error-record.ts";
import type { MetricsRecord } from "./metrics-record.ts";

/** What a thread is started with. */
export interface ThreadStart {
  /** The program's module. */
  readonly file: string;
  /** Whether its default export defines the pipeline; else it is a script that calls `run()`. */
  readonly isDefinition: boolean;
  /** What the program was told when it was run first, as `sdk/staging/job-file.ts` writes it. */
  readonly job: string;
  /** The pipeline that runs, as a proto. */
  readonly pipeline: Uint8Array;
  /** In how many partitions groups are written. */
  readonly partitionCount: number;
  readonly spill: SpillOptions;
  /** Whether steps are looked at as in tests. */
  readonly strict: boolean;
  /** Where all threads count for the error budgets of steps. */
  readonly tallies: SharedArrayBuffer;
  readonly port: MessagePort;
}

/** A part of what a thread reads; more of it comes when it is asked for. */
export interface FeedBatch {
  readonly chunks: readonly Uint8Array[];
  readonly isLast: boolean;
}

/** What is told to a thread. */
export type ToThread =
  | {
      readonly kind: "run";
      readonly task: number;
      readonly stageId: string;
      /** The first of its input; a root has none. */
      readonly input: FeedBatch | undefined;
    }
  | { readonly kind: "chunks"; readonly feed: string; readonly batch: FeedBatch }
  /** So many bytes that the thread has sent are no longer on their way. */
  | { readonly kind: "received"; readonly bytes: number }
  | { readonly kind: "abort" }
  | { readonly kind: "end"; readonly hasJobFailed: boolean };

/** What a task has reported by now. */
export interface TaskReport {
  readonly metrics: readonly MetricsRecord[];
  readonly counts: StageCounts;
}

/** How many elements a thread has had in a stage, over all of its tasks. */
export interface StageCounts {
  readonly stageId: string;
  readonly elementsIn: number;
  /** What each step has put out. */
  readonly steps: readonly (readonly [step: string, elements: number])[];
}

/** What a thread tells. */
export type FromThread =
  /** The program was evaluated, and has built the same pipeline. */
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly error: ErrorRecord }
  /** Asks for more of a feed. */
  | { readonly kind: "pull"; readonly feed: string }
  | { readonly kind: "made"; readonly task: number; readonly chunk: OutgoingChunk }
  | { readonly kind: "progress"; readonly counts: StageCounts }
  | {
      readonly kind: "done";
      readonly task: number;
      readonly chunks: readonly OutgoingChunk[];
      readonly report: TaskReport;
    }
  | {
      readonly kind: "failed";
      readonly task: number;
      readonly error: ErrorRecord;
      readonly report: TaskReport | undefined;
    }
  /** Nothing is left to run in the thread, and its task has not ended. */
  | { readonly kind: "unsettled"; readonly steps: readonly string[] }
  | { readonly kind: "ended"; readonly error: ErrorRecord | undefined };

/** The feed of a task's input. */
export function taskFeed(task: number): string {
  return `task ${String(task)}`;
}

/** The feed of what is kept for side inputs. */
export function sideFeed(storeId: string): string {
  return `side ${storeId}`;
}
