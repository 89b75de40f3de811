import { WireWriter } from "../../../sdk/coders/wire-writer.ts";
import type { MemoryHolder } from "../engine/memory-budget.ts";
import type { SpillFile, SpillSpace } from "../engine/spill-space.ts";

/** Whole elements, encoded one after the other: in memory, or a part of the log's file. */
type Block = Uint8Array | { readonly position: number; readonly length: number };

/** A part of a log that is read by itself. Made by {@link BlockLog.part}. */
export interface LogPart {
  readonly blocks: Block[];
  writer: WireWriter | undefined;
}

/** A block is handed out as a whole, so this is what reading a part takes of memory. */
const blockBytes = 256 * 1024;
const firstBytes = 256;
/** How much more is held before the budget is told. */
const tellBytes = 1 << 20;
/** How much is written to disk at a time: parts are many, and mostly small. */
const writeBytes = 4 << 20;

/**
 * Encoded elements in parts, in the order in which they came: to be written once and read any number of times. When memory
 * is used up, what is in memory goes to disk.
 */
export class BlockLog implements MemoryHolder {
  readonly #space: SpillSpace;
  readonly #parts: LogPart[] = [];
  #bytes = 0;
  /** What the budget was told last. */
  #told = 0;
  #file: SpillFile | undefined;

  constructor(space: SpillSpace) {
    this.#space = space;
  }

  /** Begins an empty part. */
  part(): LogPart {
    const part: LogPart = { blocks: [], writer: undefined };
    this.#parts.push(part);
    return part;
  }

  /** Appends what `encode` writes, one whole element, to a part. */
  append(part: LogPart, encode: (writer: WireWriter) => void): void {
    if (part.writer === undefined) {
      part.writer = new WireWriter(firstBytes);
      this.#bytes += firstBytes;
    }
    const { writer } = part;
    const { capacity } = writer;
    encode(writer);
    this.#bytes += writer.capacity - capacity;
    if (writer.position >= blockBytes) {
      const block = writer.copyFrom(0);
      writer.truncate(0);
      part.blocks.push(block);
      this.#bytes += block.length;
    }
    if (this.#bytes - this.#told < tellBytes) return;
    this.#told = this.#bytes;
    const { budget } = this.#space;
    budget.set(this, this.#bytes);
    if (budget.used > budget.limit) budget.relieve();
  }

  /** Yields the blocks of a part, each a run of whole elements. */
  *blocksOf({ blocks, writer }: LogPart): Generator<Uint8Array, void, undefined> {
    for (const block of blocks) yield block instanceof Uint8Array ? block : this.#read(block);
    if (writer !== undefined && writer.position > 0) yield writer.copyFrom(0);
  }

  /** Writes what is in memory to disk. */
  spill(): void {
    const file = (this.#file ??= this.#space.open());
    const batch = new WireWriter(writeBytes);
    for (const part of this.#parts) {
      for (const [index, block] of part.blocks.entries()) {
        if (block instanceof Uint8Array) part.blocks[index] = moveTo(file, batch, block);
      }
      if (part.writer !== undefined && part.writer.position > 0) {
        part.blocks.push(moveTo(file, batch, part.writer.viewFrom(0)));
      }
      part.writer = undefined;
    }
    file.append(batch.viewFrom(0));
    this.#bytes = 0;
    this.#told = 0;
  }

  #read({ position, length }: Exclude<Block, Uint8Array>): Uint8Array {
    if (this.#file === undefined) throw new Error("A block is said to be on disk, and nothing was written there.");
    const bytes = Buffer.allocUnsafeSlow(length);
    this.#file.read(bytes, position);
    return bytes;
  }
}

/** Adds a block to what is written to a file next, and says where it will be. */
function moveTo(file: SpillFile, batch: WireWriter, bytes: Uint8Array): Exclude<Block, Uint8Array> {
  if (batch.position + bytes.length > writeBytes) {
    file.append(batch.viewFrom(0));
    batch.truncate(0);
  }
  const position = file.size + batch.position;
  batch.writeBytes(bytes);
  return { position, length: bytes.length };
}
