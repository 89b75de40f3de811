import { PurlinError } from "../../../sdk/values/purlin-error.ts";
import { MemoryBudget } from "./memory-budget.ts";

/** A file for what outgrows memory. It is gone when nothing refers to it any more, and at the end of the job. */
export interface SpillFile {
  /** How many bytes were appended. */
  readonly size: number;
  append(bytes: Uint8Array): void;
  /** Fills `into` with the bytes from `position` on. */
  read(into: Uint8Array, position: number): void;
}

/** Where the files come from: the engine itself touches no disk. */
export interface SpillStore {
  /** Opens a new file for what waits for a step. */
  open(step: string): SpillFile;
}

/** What the buffer of a partition takes of memory. */
export const bufferBytes = 64 * 1024;
/** The buffers of all partitions take so little of the limit that they are not spilled for it. */
const buffersPerLimit = 16;
const maxPartitions = 256;

function partitionsFor(limit: number): number {
  const buffers = limit / buffersPerLimit / bufferBytes;
  return 2 ** Math.floor(Math.log2(Math.min(Math.max(buffers, 1), maxPartitions)));
}

/** What the input of one stage needs to outgrow memory. */
export class SpillSpace {
  readonly budget: MemoryBudget;
  /** The step that the stage begins with, for messages. */
  readonly step: string;
  /** In how many partitions groups are written: a power of two. */
  readonly partitionCount: number;
  readonly #store: SpillStore;

  constructor(step: string, budget: MemoryBudget, store: SpillStore, partitionCount = partitionsFor(budget.limit)) {
    this.step = step;
    this.budget = budget;
    this.partitionCount = partitionCount;
    this.#store = store;
  }

  open(): SpillFile {
    return this.#store.open(this.step);
  }

  /** Runs what encodes elements, and names the step in what its coders throw. */
  encoding<Result>(encode: () => Result): Result {
    try {
      return encode();
    } catch (cause) {
      throw this.errorOf(cause);
    }
  }

  /** Returns the error to throw for what was thrown while an element was encoded. */
  errorOf(cause: unknown): unknown {
    const isCoders = !(cause instanceof PurlinError) || cause.code === "PURLIN_CODER";
    return isCoders ? new SpillEncodeError(this.step, cause) : cause;
  }
}

/** Returns the space of an input that stays in memory whatever it grows to. */
export function memoryOnly(step: string): SpillSpace {
  return new SpillSpace(step, new MemoryBudget(Infinity), {
    open() {
      throw new Error("What has no limit doesn't spill.");
    },
  });
}

/** Thrown when elements have outgrown memory, and the coder of their collection can't write one of them. */
class SpillEncodeError extends PurlinError {
  constructor(step: string, cause: unknown) {
    const { facts = {}, remedies = [] }: Partial<PurlinError> = cause instanceof PurlinError ? cause : {};
    const message = cause instanceof PurlinError ? cause.summary : String(cause);
    super("SpillEncodeError", "PURLIN_SPILL_ENCODE", {
      summary: `The elements on their way to step "${step}" have outgrown memory, and one can't be written to disk: ${message}`,
      facts,
      remedies: [...remedies, "give the runner more memory for them:  --direct.memoryMegabytes=1024"],
      cause,
    });
  }
}
