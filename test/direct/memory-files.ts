// Stands for the disk in tests of the engine.
import { MemoryBudget } from "../../runners/direct/engine/memory-budget.ts";
import { SpillSpace, type SpillFile } from "../../runners/direct/engine/spill-space.ts";

class MemoryFile implements SpillFile {
  size = 0;
  #bytes = Buffer.alloc(1_024);

  append(bytes: Uint8Array): void {
    if (this.size + bytes.length > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes], 2 * (this.size + bytes.length));
    }
    this.#bytes.set(bytes, this.size);
    this.size += bytes.length;
  }

  read(into: Uint8Array, position: number): void {
    if (position + into.length > this.size) throw new RangeError("That much was never written.");
    into.set(this.#bytes.subarray(position, position + into.length));
  }
}

/** A space of that limit, and how often it was spilled to. */
export interface TestSpace {
  readonly space: SpillSpace;
  readonly files: readonly SpillFile[];
}

/** Returns a space with a limit in bytes, whose files lie in memory. */
export function spaceOf(limit: number, partitionCount?: number): TestSpace {
  const files: SpillFile[] = [];
  const open = (): SpillFile => {
    const file = new MemoryFile();
    files.push(file);
    return file;
  };
  return { space: new SpillSpace("Group", new MemoryBudget(limit), { open }, partitionCount), files };
}
