import type { Coder } from "../../../../sdk/coders/coder.ts";
import type { ElementSink } from "../../../../sdk/exec/bundle-context.ts";
import { both, type MaybePromise } from "../../../../sdk/exec/maybe-promise.ts";
import type { Registers } from "../../../../sdk/exec/registers.ts";
import { isPair, NotAPairError } from "../../../../sdk/values/pair.ts";
import type { Window } from "../../../../sdk/values/window.ts";
import type { Grouping } from "../../engine/grouping.ts";
import { hashKey } from "../../engine/hash-key.ts";
import type { ElementCoders } from "../../engine/element-chunk.ts";
import type { ChunkTarget, OutgoingChunk } from "../chunk.ts";
import { ChunkWriter } from "../chunk-writer.ts";

/** A chunk is handed on once it has this much; in partitions, of which there are many, earlier. */
const chunkBytes = 256 << 10;
const partitionBytes = 64 << 10;

/** Hands on a chunk; what it returns is awaited before more is made. */
export type SendChunk = (chunk: OutgoingChunk) => MaybePromise;

/** What a bundle makes, encoded on its way out. */
export class Outbox {
  readonly #send: SendChunk;
  readonly #partitionCount: number;
  readonly #open: { readonly writer: ChunkWriter; readonly target: ChunkTarget; readonly partition: number }[] = [];

  constructor(partitionCount: number, send: SendChunk) {
    this.#partitionCount = partitionCount;
    this.#send = send;
  }

  /** Returns what was not handed on yet. */
  rest(): OutgoingChunk[] {
    return this.#open
      .filter(({ writer }) => writer.size > 0)
      .map(({ writer, target, partition }) => ({ ...writer.take(), target, partition }));
  }

  /** Returns what takes elements in any order. */
  elements(target: ChunkTarget, { elementCoder, windowCoder }: ElementCoders): ElementSink {
    const { writer, flush } = this.#begin({ target, partition: 0, windowCoder });
    return {
      write(value: unknown, registers: Registers): MaybePromise {
        elementCoder.encode(value, writer.begin(registers), true);
        return writer.size < chunkBytes ? undefined : flush();
      },
    };
  }

  /** Returns what takes pairs that are to be grouped: all of a key into the same partition. */
  groups(target: ChunkTarget, { keyCoder, valueCoder, windowCoder }: Grouping): ElementSink {
    const count = this.#partitionCount;
    const partitions = Array.from({ length: count }, (_, partition) => this.#begin({ target, partition, windowCoder }));
    const writePair = (key: unknown, value: unknown, registers: Registers): MaybePromise => {
      const { writer, flush } = partitions[hashKey(keyCoder.structuralValue(key)) % count] as Partition;
      const wire = writer.begin(registers);
      keyCoder.encode(key, wire, true);
      valueCoder.encode(value, wire, true);
      return writer.size < partitionBytes ? undefined : flush();
    };
    const write = (element: unknown, registers: Registers): MaybePromise => {
      if (!isPair(element)) throw new NotAPairError();
      return writePair(element[0], element[1], registers);
    };
    return { write, writePair };
  }

  #begin({ target, partition, windowCoder }: PartitionParts): Partition {
    const writer = new ChunkWriter(windowCoder);
    this.#open.push({ writer, target, partition });
    return { writer, flush: () => this.#send({ ...writer.take(), target, partition }) };
  }
}

interface PartitionParts {
  readonly target: ChunkTarget;
  readonly partition: number;
  readonly windowCoder: Coder<Window>;
}

interface Partition {
  readonly writer: ChunkWriter;
  readonly flush: () => MaybePromise;
}

/** Returns a sink that writes to all of several. */
export function sinkIntoAll(sinks: readonly ElementSink[]): ElementSink {
  const [only] = sinks;
  if (only !== undefined && sinks.length === 1) return only;
  return {
    write(value: unknown, registers: Registers): MaybePromise {
      let work: MaybePromise;
      for (const sink of sinks) work = both(work, sink.write(value, registers));
      return work;
    },
  };
}
