import type { PendingInput } from "../engine/pending-input.ts";
import type { OutgoingChunk } from "./chunk.ts";
import type { ChunkFeed } from "./chunk-feed.ts";
import { ChunkInput, type TakenChunks } from "./chunk-input.ts";
import type { ChunkLog } from "./chunk-log.ts";
import type { Task } from "./job-thread.ts";
import type { MetricsRecord } from "./metrics-record.ts";

/** What a bundle is made of, and where what it makes is kept until it counts. */
export interface BundleTaskParts {
  readonly stageId: string;
  readonly steps: readonly string[];
  readonly feed: ChunkFeed | undefined;
  /** Makes the empty input of a stage. */
  readonly newInput: (stageId: string) => PendingInput<TakenChunks>;
  /** Makes an empty log of what is kept for a side input. */
  readonly newLog: (storeId: string) => ChunkLog;
}

/** One bundle of a stage on one thread. */
export class BundleTask implements Task {
  readonly stageId: string;
  readonly steps: readonly string[];
  readonly feed: ChunkFeed | undefined;
  readonly outputs = new Map<string, ChunkInput>();
  readonly sides = new Map<string, ChunkLog>();
  metrics: readonly MetricsRecord[] = [];
  readonly #parts: BundleTaskParts;

  constructor(parts: BundleTaskParts) {
    this.#parts = parts;
    this.stageId = parts.stageId;
    this.steps = parts.steps;
    this.feed = parts.feed;
  }

  made({ target: { kind, id }, partition, ...chunk }: OutgoingChunk): void {
    if (kind === "side") {
      const log = this.sides.get(id) ?? this.#parts.newLog(id);
      this.sides.set(id, log);
      log.append(chunk);
      return;
    }
    const input = this.outputs.get(id) ?? this.#parts.newInput(id);
    if (!(input instanceof ChunkInput)) throw new Error(`Stage ${id} takes nothing from other stages.`);
    this.outputs.set(id, input);
    input.append(partition, chunk);
  }

  reported(metrics: readonly MetricsRecord[]): void {
    this.metrics = metrics;
  }
}
