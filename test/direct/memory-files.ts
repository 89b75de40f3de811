// Stands for the disk in tests of the engine.
import { MemoryBudget } from "../../runners/direct/engine/memory-budget.ts";
import { SpillSpace, type SpillFile } from "../../runners/direct/engine/spill-space.ts";

class MemoryFile implements SpillFile {
  #bytes = Buffer.alloc(0);

  get size(): number {
    return this.#bytes.length;
  }

  append(bytes: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
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
export function spaceOf(limit: number): TestSpace {
  const files: SpillFile[] = [];
  const open = (): SpillFile => {
    const file = new MemoryFile();
    files.push(file);
    return file;
  };
  return { space: new SpillSpace("Group", new MemoryBudget(limit), { open }), files };
}
